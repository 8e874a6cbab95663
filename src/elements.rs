//! Elements of the page, made and changed directly.
//!
//! Leptos makes a type of every element, out of the types of its attributes and children, and has each rendered by code
//! of its own. Payers download that code. What the form does with elements is little: here it is compiled once, and
//! Leptos tells when to do it again.

use js_sys::Reflect;
use leptos::prelude::*;
use leptos::tachys::renderer::Rndr;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, Node};

use crate::follow::follow;

/// An element, or a fragment: its children only.
pub(crate) struct El(Node);

/// An element without attributes and children.
pub(crate) fn el(tag: &'static str) -> El {
    El(Rndr::create_element(tag, None).into())
}

/// Views one after the other, without an element around them; at first none.
pub(crate) fn fragment() -> El {
    El(document().create_document_fragment().into())
}

impl El {
    /// The `class` attribute.
    pub(crate) fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// An attribute that stays as it is.
    pub(crate) fn attr(self, name: &'static str, value: &str) -> Self {
        Rndr::set_attribute(self.element(), name, value);
        self
    }

    /// An attribute that follows the signals that `value` reads; absent while there is no value.
    pub(crate) fn attr_when(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.following(name, Box::new(value))
    }

    /// A property that the element has when it appears; from then on it is the browser's and the payer's.
    pub(crate) fn prop(self, name: &'static str, value: &JsValue) -> Self {
        // Properties of elements can be set; a name that there is none of becomes one.
        let _ = Reflect::set(&self.0, &JsValue::from_str(name), value);
        self
    }

    /// What to do on an event.
    pub(crate) fn on(self, name: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        self.listening(name, Box::new(handler))
    }

    /// What to do with the element now, before it is in the page.
    pub(crate) fn appearing(self, hook: impl FnOnce(Element)) -> Self {
        hook(self.element().clone());
        self
    }

    /// Text inside.
    pub(crate) fn text(self, text: impl AsRef<str>) -> Self {
        self.containing(&Rndr::create_text_node(text.as_ref()))
    }

    /// A view inside.
    pub(crate) fn child(self, child: Self) -> Self {
        self.containing(&child.into_node())
    }

    /// Views inside, one after the other.
    pub(crate) fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// A view inside, for the `key` that follows signals; made anew when there is another key, and only then.
    pub(crate) fn changing<K: PartialEq + 'static>(
        self,
        key: impl Fn() -> K + Copy + 'static,
        view: impl Fn(K) -> Self + 'static,
    ) -> Self {
        let mut shown = None;
        let has_changed = move || {
            let now = Some(key());
            let has_changed = shown != now;
            shown = now;
            has_changed
        };
        self.remade(Box::new(has_changed), Box::new(move || view(key())))
    }

    /// The element itself, to be put into a page.
    pub(crate) fn into_node(self) -> Node {
        self.0
    }

    fn element(&self) -> &Element {
        self.0.unchecked_ref()
    }

    // What follows takes closures of any kind as one type each.

    fn following(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.element().clone();
        let mut shown = None;
        follow(move || {
            let now = value();
            if now != shown {
                match &now {
                    Some(text) => Rndr::set_attribute(&element, name, text),
                    None => Rndr::remove_attribute(&element, name),
                }
                shown = now;
            }
        });
        self
    }

    fn listening(self, name: &'static str, handler: Box<dyn FnMut(Event)>) -> Self {
        // The browser lets go of it together with the element.
        let handler = Closure::wrap(handler).into_js_value();
        // Fails for what is no element only.
        let _ = self.0.add_event_listener_with_callback(name, handler.unchecked_ref());
        self
    }

    fn remade(self, mut has_changed: Box<dyn FnMut() -> bool>, view: Box<dyn Fn() -> Self>) -> Self {
        let (start, end) = (Rndr::create_text_node(""), Rndr::create_text_node(""));
        let this = self.containing(&start).containing(&end);
        let content = Owner::new();
        follow(move || {
            if !has_changed() {
                return;
            }
            // Out of the page before it stops to work: an input that loses focus by that still tells.
            while let Some(old) = start.next_sibling().filter(|next| *next != **end) {
                Rndr::remove(&old);
            }
            let new = untrack(|| content.with_cleanup(&view));
            if let Some(parent) = end.parent_node() {
                // Only a node that holds the other cannot be put into it.
                let _ = parent.insert_before(&new.0, Some(&end));
            }
        });
        this
    }

    fn containing(self, node: &Node) -> Self {
        let _ = self.0.append_child(node);
        self
    }
}
