package io.mnemon.client.langchain4j;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
