/** Keys and what they protect: the keyring, data keys per tenant and subject, encrypted fields. */
@NullMarked
package io.mnemon.crypto;

import org.jspecify.annotations.NullMarked;
