/** What is made out of the packaged programs: caches for a fast start, and container images. */
@NullMarked
package io.mnemon.image;

import org.jspecify.annotations.NullMarked;
