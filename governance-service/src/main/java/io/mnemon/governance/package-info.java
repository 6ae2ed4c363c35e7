/** The service that knows tenants and who may do what in them. */
@NullMarked
package io.mnemon.governance;

import org.jspecify.annotations.NullMarked;
