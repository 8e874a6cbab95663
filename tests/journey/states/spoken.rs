//! What a screen reader is given in each state: roles, names, descriptions and conditions, in order.

use serde_json::{Value, json};

use super::table::{states, states_of};
use super::visit::Visitor;

#[tokio::test]
async fn every_state_reads_as_reviewed() {
    let visitor = Visitor::come().await;
    for state in states() {
        visitor.visits(state, "en-GB").await;
        let tree = visitor.cdp("Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().expect("nodes");
        let mut lines = Vec::new();
        read(nodes, &nodes[0], 0, &mut lines);
        insta::with_settings!({ snapshot_path => "spoken", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(state.name, lines.join("\n"));
        });
    }
}

#[tokio::test]
async fn errors_come_into_a_region_that_was_there_and_no_field_is_wrong_that_nobody_touched() {
    let visitor = Visitor::come().await;
    let count = |selector: &'static str| {
        let script = "return document.querySelector('mandate-signup').shadowRoot.querySelectorAll(arguments[0]).length";
        visitor.script(script, vec![json!(selector)])
    };
    for state in states_of(&["start", "details", "own-details", "review-bacs", "own-review-bacs"]) {
        visitor.visits(state, "en-GB").await;
        assert_eq!(count("[role=alert]:empty").await, json!(1), "{}", state.name);
        assert_eq!(count("[aria-invalid]").await, json!(0), "{}", state.name);
    }
}

/// A line for the node and lines for what is in it; nodes that say nothing are passed through.
fn read(nodes: &[Value], node: &Value, depth: usize, lines: &mut Vec<String>) {
    let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
    let (role, name) = (text(&node["role"]), text(&node["name"]));
    // A label is read as the name of its input.
    if ["LabelText", "Legend"].contains(&role.as_str()) {
        return;
    }
    let says = node["ignored"] != true && !["generic", "none", "InlineTextBox", "ListMarker"].contains(&role.as_str());
    let mut inside = depth;
    if says {
        let line = if role == "StaticText" { format!("{name:?}") } else { line(node, &role, &name) };
        lines.push(["  ".repeat(depth), line].concat());
        inside += 1;
    }
    // Their names are their contents, or what is typed.
    if says && ["heading", "button", "link", "radio", "textbox", "combobox"].contains(&role.as_str()) {
        return;
    }
    for id in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *id) {
            read(nodes, child, inside, lines);
        }
    }
}

fn line(node: &Value, role: &str, name: &str) -> String {
    let mut parts = vec![role.to_owned()];
    if !name.is_empty() {
        parts.push(format!(" {name:?}"));
    }
    for part in ["value", "description"] {
        if let Some(text) = node[part]["value"].as_str().filter(|text| !text.is_empty()) {
            parts.push(format!(", {part} {text:?}"));
        }
    }
    for property in node["properties"].as_array().into_iter().flatten() {
        let (name, value) = (property["name"].as_str().unwrap_or_default(), &property["value"]["value"]);
        let tells = ["invalid", "required", "checked", "level", "disabled", "live", "focused", "readonly"];
        if tells.contains(&name) && !["false", "\"false\""].contains(&value.to_string().as_str()) {
            parts.push(format!(", {name} {value}"));
        }
    }
    parts.concat()
}
