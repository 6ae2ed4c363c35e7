/** What is wrong with an installation, why it matters, and what to do. */
@NullMarked
package io.mnemon.operations.doctor;

import org.jspecify.annotations.NullMarked;
