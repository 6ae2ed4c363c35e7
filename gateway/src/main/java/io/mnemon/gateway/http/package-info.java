/** What every HTTP request and answer of the gateway has, whatever is asked. */
@NullMarked
package io.mnemon.gateway.http;

import org.jspecify.annotations.NullMarked;
