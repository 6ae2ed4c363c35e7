package io.mnemon.storage;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
