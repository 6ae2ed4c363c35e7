/** What the gateway tells its operators about each request, whichever edge it came through. */
@NullMarked
package io.mnemon.gateway.journal;

import org.jspecify.annotations.NullMarked;
