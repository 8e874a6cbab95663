//! Random keys.

/// 128 random bits from the browser's generator for keys, in hexadecimal.
pub(crate) fn random_key() -> String {
    let mut bytes = [0; 16];
    // Every browser that runs WebAssembly has the generator; a page without a window does not get here.
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
