'use strict';
// Renders /openapi: a list of methods, what each takes and gives, and a form that calls it.
const VERBS = ['get', 'post', 'put', 'patch', 'delete'];

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function resolver(api) {
  return (node) => {
    while (node && node.$ref) {
      node = node.$ref.slice(2).split('/').reduce((at, key) => at[key], api);
    }
    return node;
  };
}

function typeName(schema) {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.type === 'array') return typeName(schema.items) + '[]';
  return schema.format === 'date-time' ? 'time' : schema.type;
}

function fieldTable(rows) {
  return el('table', {}, el('tbody', {}, ...rows.map(([name, type, text]) =>
    el('tr', {}, el('td', {}, el('code', {}, name)), el('td', { class: 'soft' }, type), el('td', {}, text || '')))));
}

function schemaTable(resolve, schema) {
  const object = resolve(schema);
  return fieldTable(Object.entries(object.properties || {}).map(([name, field]) =>
    [name, typeName(field), field.description || (resolve(field) || {}).description]));
}

function schemaDetails(resolve, title, schema) {
  return el('details', {}, el('summary', {}, title + ' ', el('code', {}, typeName(schema))), schemaTable(resolve, schema));
}

function tryIt(path, verb, operation, parameters) {
  const inputs = new Map();
  const form = el('form', {});
  for (const parameter of parameters.filter((p) => p.name !== 'X-Request-Id')) {
    const input = el('input', { name: parameter.name, placeholder: parameter.required ? 'required' : '' });
    inputs.set(parameter, input);
    form.append(el('p', {}, el('label', {}, el('code', {}, parameter.name), ' ', input)));
  }
  let body = null;
  if (operation.requestBody) {
    const example = operation.requestBody.content['application/json'].example || {};
    body = el('textarea', { 'aria-label': 'Body', spellcheck: 'false' });
    body.value = JSON.stringify(example, null, 2);
    form.append(body);
  }
  const output = el('pre', { hidden: '' });
  form.append(el('p', {}, el('button', {}, 'Send')), output);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(path, verb, inputs, body, output);
  });
  return el('details', {}, el('summary', {}, 'Try it'), form);
}

async function send(path, verb, inputs, body, output) {
  let url = path;
  const query = new URLSearchParams();
  const headers = {};
  const key = document.getElementById('key').value.trim();
  if (key) headers.Authorization = 'Bearer ' + key;
  for (const [parameter, input] of inputs) {
    const value = input.value.trim();
    if (parameter.in === 'path') url = url.replace('{' + parameter.name + '}', encodeURIComponent(value));
    else if (value && parameter.in === 'query') query.append(parameter.name, value);
    else if (value) headers[parameter.name] = value;
  }
  if (query.size > 0) url += '?' + query;
  if (body) headers['Content-Type'] = 'application/json';
  output.hidden = false;
  output.textContent = 'Waiting…';
  try {
    const started = performance.now();
    const response = await fetch(url, { method: verb.toUpperCase(), headers, body: body ? body.value : undefined });
    const text = await response.text();
    const ms = Math.round(performance.now() - started);
    output.textContent = response.status + ' ' + response.statusText + ' in ' + ms + ' ms\n\n' + pretty(text);
  } catch (failure) {
    output.textContent = 'The request could not be sent: ' + failure.message;
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (notJson) {
    return text;
  }
}

function operationSection(resolve, path, verb, operation) {
  const parameters = (operation.parameters || []).map(resolve);
  const section = el('section', { id: operation.operationId },
    el('h3', {}, el('span', { class: 'verb ' + verb }, verb.toUpperCase()), el('code', {}, path)),
    el('p', {}, operation.description || operation.summary),
    el('p', { class: 'soft' }, 'Action ', el('code', {}, operation['x-mnemon-action'])));
  if (parameters.length > 0) {
    section.append(el('details', {}, el('summary', {}, 'Parameters'), fieldTable(parameters.map((p) =>
      [p.name, p.in + ', ' + typeName(p.schema) + (p.required ? ', required' : ''), p.description]))));
  }
  if (operation.requestBody) {
    section.append(schemaDetails(resolve, 'Body', operation.requestBody.content['application/json'].schema));
  }
  for (const [status, answer] of Object.entries(operation.responses)) {
    const content = status < '300' && resolve(answer).content;
    if (content) section.append(schemaDetails(resolve, 'Answer ' + status, content['application/json'].schema));
  }
  section.append(tryIt(path, verb, operation, parameters));
  return section;
}

async function render() {
  const main = document.getElementById('main');
  const nav = document.getElementById('nav');
  const api = await (await fetch('/openapi')).json();
  const resolve = resolver(api);
  main.replaceChildren(el('p', {}, api.info.description));
  for (const tag of api.tags) {
    nav.append(el('h2', {}, tag.name));
    main.append(el('h2', {}, tag.name), el('p', { class: 'soft' }, tag.description));
    for (const [path, item] of Object.entries(api.paths)) {
      for (const verb of VERBS.filter((v) => item[v] && item[v].tags.includes(tag.name))) {
        nav.append(el('a', { href: '#' + item[verb].operationId }, item[verb].operationId));
        main.append(operationSection(resolve, path, verb, item[verb]));
      }
    }
  }
  if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
}

render().catch((failure) => {
  document.getElementById('main').textContent = 'The description could not be read: ' + failure.message;
});
