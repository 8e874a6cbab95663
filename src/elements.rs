//! Elements as values of one type.
//!
//! Leptos makes a type of every element, out of the types of its attributes and children, and has each rendered by code
//! of its own. Payers download that code. Here all elements, attributes and children have the same few types, so that
//! rendering them is compiled once.

use std::sync::{Arc, Mutex, PoisonError};

use js_sys::Reflect;
use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::ev::{Custom, Event, on};
use leptos::html::custom;
use leptos::prelude::*;
use leptos::tachys::html::directive::directive;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use leptos::tachys::view::iterators::StaticVec;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// An element, or a fragment: its children only.
pub(crate) struct El(Box<Parts>);

struct Parts {
    tag: Option<&'static str>,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element without attributes and children.
pub(crate) fn el(tag: &'static str) -> El {
    El(Box::new(Parts { tag: Some(tag), attributes: Vec::new(), children: Vec::new() }))
}

/// Views one after the other, without an element around them; at first none.
pub(crate) fn fragment() -> El {
    El(Box::new(Parts { tag: None, attributes: Vec::new(), children: Vec::new() }))
}

impl El {
    /// The `class` attribute.
    pub(crate) fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// An attribute that stays as it is.
    pub(crate) fn attr(self, name: &'static str, value: &str) -> Self {
        self.with(custom_attribute(name, Arc::<str>::from(value)).into_any_attr())
    }

    /// An attribute that follows the signals that `value` reads; absent while there is no value.
    pub(crate) fn attr_when(self, name: &'static str, value: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        self.following(name, Arc::new(Mutex::new(value)))
    }

    /// A property that the element has when it appears; from then on it is the browser's and the payer's.
    pub(crate) fn prop(self, name: &'static str, value: JsValue) -> Self {
        self.appearing(move |element| {
            // Properties of elements can be set; a name that there is none of becomes one.
            let _ = Reflect::set(&element, &JsValue::from_str(name), &value);
        })
    }

    /// What to do on an event.
    pub(crate) fn on(self, name: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        self.listening(name, Box::new(handler))
    }

    /// What to do with the element once it is made, before it is in the page.
    pub(crate) fn appearing(self, hook: impl Fn(Element) + 'static) -> Self {
        self.hooked(Arc::new(hook))
    }

    /// Text inside.
    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        self.containing(text.into().into_any())
    }

    /// A view inside.
    pub(crate) fn child(self, child: El) -> Self {
        self.containing(child.into_any())
    }

    /// Views inside, one after the other.
    pub(crate) fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// A view inside, for the `key` that follows signals; made anew when there is another key, and only then.
    pub(crate) fn changing<K: PartialEq + Send + 'static>(
        self,
        key: impl Fn() -> K + Copy + Send + Sync + 'static,
        view: impl Fn(K) -> El + Send + 'static,
    ) -> Self {
        let shown = Mutex::new(None);
        let count = count(Box::new(move |count| {
            let now = Some(key());
            let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
            if *shown == now {
                return count;
            }
            *shown = now;
            count + 1
        }));
        self.remade(Arc::new(Mutex::new(move || {
            // Reading it also makes it look at its signals.
            count.get();
            untrack(|| view(key()).into_any())
        })))
    }

    /// The view that Leptos shows.
    pub(crate) fn into_any(self) -> AnyView {
        let Parts { tag, attributes, children } = *self.0;
        let children = StaticVec::from(children);
        match tag {
            Some(tag) => custom(tag).add_any_attr(attributes).child(children).into_any(),
            None => children.into_any(),
        }
    }

    // What follows takes closures of any kind as one type each.

    fn following(self, name: &'static str, value: SharedReactiveFunction<Option<String>>) -> Self {
        self.with(custom_attribute(name, value).into_any_attr())
    }

    fn listening(self, name: &'static str, handler: Box<dyn FnMut(Event)>) -> Self {
        self.with(on(Custom::<Event>::new(name), handler).into_any_attr())
    }

    fn hooked(self, hook: Arc<dyn Fn(Element)>) -> Self {
        self.with(directive(hook, ()).into_any_attr())
    }

    fn remade(self, view: SharedReactiveFunction<AnyView>) -> Self {
        self.containing(view.into_any())
    }

    fn with(mut self, attribute: AnyAttribute) -> Self {
        self.0.attributes.push(attribute);
        self
    }

    fn containing(mut self, view: AnyView) -> Self {
        self.0.children.push(view);
        self
    }
}

/// How many keys there have been: keys of all types share the code that follows signals.
fn count(next: Box<dyn Fn(u32) -> u32 + Send + Sync>) -> Memo<u32> {
    Memo::new(move |count: Option<&u32>| next(count.copied().unwrap_or_default()))
}
