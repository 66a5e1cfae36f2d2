#!/usr/bin/env node
import process from 'node:process';
import { runCommand } from './run-command.js';
import { processTerminal } from './terminal.js';

process.exitCode = await runCommand(process.argv.slice(2), processTerminal);
