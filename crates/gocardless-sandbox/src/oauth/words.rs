//! The words of the pages for merchants, language by language.

/// The words in one language; `{app}` is the app's name.
pub(super) struct Words {
    pub(super) language: &'static str,
    pub(super) skip: &'static str,
    pub(super) sandbox: &'static str,
    pub(super) footer: &'static str,
    pub(super) title: &'static str,
    pub(super) may_change: &'static str,
    pub(super) may_read: &'static str,
    pub(super) sign_up: &'static str,
    pub(super) log_in: &'static str,
    pub(super) sign_up_instead: &'static str,
    pub(super) log_in_instead: &'static str,
    pub(super) organisation_name: &'static str,
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    pub(super) email: &'static str,
    pub(super) country: &'static str,
    pub(super) password: &'static str,
    pub(super) password_hint: &'static str,
    pub(super) allow: &'static str,
    pub(super) deny: &'static str,
    pub(super) problem: &'static str,
    pub(super) error: &'static str,
    /// `{field}` is the field's label.
    empty: &'static str,
    wrong: &'static str,
    too_long: &'static str,
    unknown: &'static str,
    taken: &'static str,
    pub(super) broken_link: &'static str,
    pub(super) unknown_client: &'static str,
    pub(super) unknown_redirect: &'static str,
    pub(super) repeated: &'static str,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Missing {
    Empty,
    Taken,
    TooLong,
    Unknown,
    Wrong,
}

impl Words {
    /// The words in a language, of which the region does not matter; in English where there are none.
    pub(super) fn in_language(language: &str) -> &'static Self {
        let wanted = language.split(['-', '_']).next().unwrap_or_default();
        ALL.iter().find(|words| words.language.eq_ignore_ascii_case(wanted)).unwrap_or(&ALL[0])
    }

    /// What is wrong with the field, in a sentence.
    pub(super) fn of(&self, field: &str, problem: Missing) -> String {
        let label = match field {
            "organisation_name" => self.organisation_name,
            "given_name" => self.given_name,
            "family_name" => self.family_name,
            "country_code" => self.country,
            _ => self.email,
        };
        let sentence = match problem {
            Missing::Empty => self.empty,
            Missing::Taken => self.taken,
            Missing::TooLong => self.too_long,
            Missing::Unknown => self.unknown,
            Missing::Wrong => self.wrong,
        };
        sentence.replace("{field}", label)
    }
}

const ALL: [Words; 4] = [
    Words {
        language: "en",
        skip: "Skip to main content",
        sandbox: "Sandbox: no money moves",
        footer: "This is not GoCardless: nothing that you enter leaves this sandbox.",
        title: "{app} would like to connect to your GoCardless account",
        may_change: "It will be able to see and change your customers, mandates and payments. You can disconnect it at any time.",
        may_read: "It will be able to see your customers, mandates and payments, and to change nothing. You can disconnect it at any time.",
        sign_up: "Create a GoCardless account",
        log_in: "Log in to GoCardless",
        sign_up_instead: "I have no account yet: sign up",
        log_in_instead: "I have an account already: log in",
        organisation_name: "Organisation name",
        given_name: "First name",
        family_name: "Last name",
        email: "Email address",
        country: "Country",
        password: "Password",
        password_hint: "Any will do, and it is not read. Do not enter a real one.",
        allow: "Allow",
        deny: "Deny",
        problem: "There is a problem",
        error: "Error",
        empty: "Fill in: {field}",
        wrong: "Check: {field}",
        too_long: "Shorten: {field}",
        unknown: "No organisation in this sandbox has this email address",
        taken: "An organisation has this email address already: log in instead",
        broken_link: "This link does not work",
        unknown_client: "No app is registered under the client_id of this link.",
        unknown_redirect: "The redirect_uri of this link is none of those that the app has registered: it must be the same, character by character.",
        repeated: "A parameter of this link is there more than once.",
    },
    Words {
        language: "fr",
        skip: "Aller au contenu principal",
        sandbox: "Bac à sable : aucun argent ne circule",
        footer: "Ceci n’est pas GoCardless : rien de ce que vous saisissez ne quitte ce bac à sable.",
        title: "{app} souhaite se connecter à votre compte GoCardless",
        may_change: "Cette application pourra voir et modifier vos clients, mandats et paiements. Vous pouvez la déconnecter à tout moment.",
        may_read: "Cette application pourra voir vos clients, mandats et paiements, sans rien modifier. Vous pouvez la déconnecter à tout moment.",
        sign_up: "Créer un compte GoCardless",
        log_in: "Se connecter à GoCardless",
        sign_up_instead: "Je n’ai pas encore de compte : s’inscrire",
        log_in_instead: "J’ai déjà un compte : se connecter",
        organisation_name: "Nom de l’organisation",
        given_name: "Prénom",
        family_name: "Nom",
        email: "Adresse e-mail",
        country: "Pays",
        password: "Mot de passe",
        password_hint: "N’importe lequel convient, il n’est pas lu. N’en saisissez pas un vrai.",
        allow: "Autoriser",
        deny: "Refuser",
        problem: "Il y a un problème",
        error: "Erreur",
        empty: "À remplir : {field}",
        wrong: "À vérifier : {field}",
        too_long: "À raccourcir : {field}",
        unknown: "Aucune organisation de ce bac à sable n’a cette adresse e-mail",
        taken: "Une organisation a déjà cette adresse e-mail : connectez-vous",
        broken_link: "Ce lien ne fonctionne pas",
        unknown_client: "Aucune application n’est enregistrée sous le client_id de ce lien.",
        unknown_redirect: "La redirect_uri de ce lien n’est pas enregistrée par l’application : elle doit être la même, caractère par caractère.",
        repeated: "Un paramètre de ce lien est présent plusieurs fois.",
    },
    Words {
        language: "de",
        skip: "Zum Hauptinhalt springen",
        sandbox: "Sandbox: Es fließt kein Geld",
        footer: "Dies ist nicht GoCardless: Nichts, was Sie eingeben, verlässt diese Sandbox.",
        title: "{app} möchte sich mit Ihrem GoCardless-Konto verbinden",
        may_change: "Die App kann dann Ihre Kunden, Mandate und Zahlungen sehen und ändern. Sie können sie jederzeit trennen.",
        may_read: "Die App kann dann Ihre Kunden, Mandate und Zahlungen sehen, aber nichts ändern. Sie können sie jederzeit trennen.",
        sign_up: "GoCardless-Konto anlegen",
        log_in: "Bei GoCardless anmelden",
        sign_up_instead: "Ich habe noch kein Konto: registrieren",
        log_in_instead: "Ich habe schon ein Konto: anmelden",
        organisation_name: "Name der Organisation",
        given_name: "Vorname",
        family_name: "Nachname",
        email: "E-Mail-Adresse",
        country: "Land",
        password: "Passwort",
        password_hint: "Jedes gilt, und es wird nicht gelesen. Geben Sie kein echtes ein.",
        allow: "Zulassen",
        deny: "Ablehnen",
        problem: "Es gibt ein Problem",
        error: "Fehler",
        empty: "Bitte ausfüllen: {field}",
        wrong: "Bitte prüfen: {field}",
        too_long: "Bitte kürzen: {field}",
        unknown: "Keine Organisation in dieser Sandbox hat diese E-Mail-Adresse",
        taken: "Eine Organisation hat diese E-Mail-Adresse schon: Melden Sie sich an",
        broken_link: "Dieser Link funktioniert nicht",
        unknown_client: "Unter der client_id dieses Links ist keine App registriert.",
        unknown_redirect: "Die redirect_uri dieses Links hat die App nicht registriert: Sie muss Zeichen für Zeichen gleich sein.",
        repeated: "Ein Parameter dieses Links kommt mehrmals vor.",
    },
    Words {
        language: "es",
        skip: "Ir al contenido principal",
        sandbox: "Entorno de pruebas: no se mueve dinero",
        footer: "Esto no es GoCardless: nada de lo que escriba sale de este entorno de pruebas.",
        title: "{app} desea conectarse a su cuenta de GoCardless",
        may_change: "Podrá ver y modificar sus clientes, mandatos y pagos. Puede desconectarla en cualquier momento.",
        may_read: "Podrá ver sus clientes, mandatos y pagos, sin modificar nada. Puede desconectarla en cualquier momento.",
        sign_up: "Crear una cuenta de GoCardless",
        log_in: "Iniciar sesión en GoCardless",
        sign_up_instead: "Aún no tengo cuenta: registrarme",
        log_in_instead: "Ya tengo cuenta: iniciar sesión",
        organisation_name: "Nombre de la organización",
        given_name: "Nombre",
        family_name: "Apellidos",
        email: "Correo electrónico",
        country: "País",
        password: "Contraseña",
        password_hint: "Vale cualquiera y no se lee. No escriba una real.",
        allow: "Permitir",
        deny: "Denegar",
        problem: "Hay un problema",
        error: "Error",
        empty: "Rellene: {field}",
        wrong: "Revise: {field}",
        too_long: "Acorte: {field}",
        unknown: "Ninguna organización de este entorno tiene este correo electrónico",
        taken: "Ya hay una organización con este correo electrónico: inicie sesión",
        broken_link: "Este enlace no funciona",
        unknown_client: "No hay ninguna aplicación registrada con el client_id de este enlace.",
        unknown_redirect: "La aplicación no ha registrado la redirect_uri de este enlace: debe ser la misma, carácter por carácter.",
        repeated: "Un parámetro de este enlace aparece más de una vez.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_the_app_and_the_field() {
        for words in &ALL {
            assert!(words.title.contains("{app}"), "{}", words.language);
            for sentence in [words.empty, words.wrong, words.too_long] {
                assert!(sentence.contains("{field}"), "{}", words.language);
            }
        }
    }

    #[test]
    fn a_language_without_words_is_english() {
        for (asked, expected) in [("", "en"), ("de", "de"), ("fr-CA", "fr"), ("ES", "es"), ("tlh", "en")] {
            assert_eq!(Words::in_language(asked).language, expected, "{asked}");
        }
    }
}
