/** The public methods as a REST API: JSON in, the contract's messages inside, JSON out. */
@NullMarked
package io.mnemon.gateway.rest;

import org.jspecify.annotations.NullMarked;
