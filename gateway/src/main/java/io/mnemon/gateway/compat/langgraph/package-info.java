/** The interface of LangGraph's store, so that its clients talk to Mnemon by another address. */
@NullMarked
package io.mnemon.gateway.compat.langgraph;

import org.jspecify.annotations.NullMarked;
