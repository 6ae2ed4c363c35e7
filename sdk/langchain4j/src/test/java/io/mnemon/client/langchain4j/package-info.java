@NullMarked
package io.mnemon.client.langchain4j;

import org.jspecify.annotations.NullMarked;
