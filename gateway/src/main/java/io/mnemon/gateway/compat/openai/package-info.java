/** OpenAI's interface of embeddings, so that its clients talk to Mnemon by another address. */
@NullMarked
package io.mnemon.gateway.compat.openai;

import org.jspecify.annotations.NullMarked;
