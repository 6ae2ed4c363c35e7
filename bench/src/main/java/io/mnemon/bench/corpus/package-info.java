/** What is kept and asked: made-up sentences, and conversations that lie in files. */
@NullMarked
package io.mnemon.bench.corpus;

import org.jspecify.annotations.NullMarked;
