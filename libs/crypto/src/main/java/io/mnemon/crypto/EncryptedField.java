package io.mnemon.crypto;

import java.util.UUID;

/** One encrypted value and the id of the data key that opens it. */
public record EncryptedField(UUID keyId, Bytes ciphertext) {}
