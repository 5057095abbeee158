// Who is here: asking the server, the sign-in form, and leaving.

import {by_id} from './dom.js';

async function read(response) {
    try {
        return await response.json();
    } catch {
        return {};
    }
}

/** The signed-in name, or `{password}` when nobody is; throws when the server cannot be reached. */
export async function who_am_i() {
    const response = await fetch('/api/me', {cache: 'no-store'});
    const answer = await read(response);
    if (response.ok) return {name: answer.name};
    if (response.status !== 401) throw new Error(`The server answered ${response.status}.`);
    return {password: Boolean(answer.password)};
}

async function post_sign_in(name, password) {
    const response = await fetch('/api/sign-in', {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body: JSON.stringify(password ? {name, password} : {name}),
    });
    const answer = await read(response);
    if (response.ok) return answer.name;
    throw new Error(
        answer.error ?? `The server answered ${response.status}. Try again in a moment.`
    );
}

/** Shows the form until somebody is signed in, and gives back the name. */
export function ask_to_sign_in(asks_password) {
    const form = by_id('sign-in');
    const name = by_id('sign-in-name');
    const password = by_id('sign-in-password');
    const problem = by_id('sign-in-problem');
    const button = by_id('sign-in-button');
    by_id('sign-in-password-row').hidden = !asks_password;
    password.required = asks_password;
    password.value = '';
    problem.textContent = '';
    document.body.dataset.view = 'sign-in';
    (name.value && asks_password ? password : name).focus();
    return new Promise((resolve) => {
        form.onsubmit = async (event) => {
            event.preventDefault();
            button.disabled = true;
            problem.textContent = '';
            try {
                const signed_in = await post_sign_in(name.value.trim(), password.value);
                form.onsubmit = null;
                resolve(signed_in);
            } catch (error) {
                const lost = error instanceof TypeError;
                problem.textContent =
                    lost ? 'The server cannot be reached. Try again in a moment.' : error.message;
                name.focus();
            } finally {
                button.disabled = false;
            }
        };
    });
}

/** Leaves, and forgets everything the page held in memory. */
export async function sign_out() {
    await fetch('/api/sign-out', {method: 'POST'}).catch(() => {});
    location.reload();
}
