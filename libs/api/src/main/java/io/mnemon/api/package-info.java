/** The contract between the services: generated stubs, and the errors that all of them speak. */
@NullMarked
package io.mnemon.api;

import org.jspecify.annotations.NullMarked;
