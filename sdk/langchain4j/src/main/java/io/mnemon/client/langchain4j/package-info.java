/** LangChain4j's interfaces over the Java client. */
@NullMarked
package io.mnemon.client.langchain4j;

import org.jspecify.annotations.NullMarked;
