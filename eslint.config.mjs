import js from "@eslint/js";
import globals from "globals";

const style = {
    "eqeqeq": ["error", "smart"],
    "no-console": "error",
    "no-restricted-syntax": [
        "error",
        {
            selector: "CallExpression[callee.name='confirm'], CallExpression[callee.name='alert']",
            message: "Use the dialog or notification service.",
        },
        {
            selector: "MemberExpression[property.name=/^(innerHTML|outerHTML)$/]",
            message: "Render with a template: markup from strings is unsafe.",
        },
    ],
    "no-unused-vars": ["error", { args: "after-used", caughtErrors: "none" }],
    "no-var": "error",
    "prefer-const": ["error", { destructuring: "all" }],
};

export default [
    { ignores: ["**/static/lib/**", ".cache/**", "node_modules/**", "build/**"] },
    js.configs.recommended,
    {
        files: ["sales_process*/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, luxon: "readonly", owl: "readonly" },
        },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: style,
    },
    {
        files: ["sales_process*/static/tests/**/*.test.js"],
        rules: {
            "no-restricted-syntax": [
                "error",
                {
                    selector: "MemberExpression[property.name=/^(only|debug)$/]",
                    message: "Keeps every other test from running.",
                },
            ],
        },
    },
    {
        files: ["devtools/**/*.mjs", "*.mjs"],
        languageOptions: { sourceType: "module", globals: { ...globals.node, document: "readonly" } },
        rules: { ...style, "no-console": "off" },
    },
];
