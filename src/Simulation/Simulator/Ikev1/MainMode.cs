using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// One side of Main Mode with a pre-shared key, RFC 2409 §5.4: cookies, SA, KE and nonces in the
/// clear, then identities with HASH_I and HASH_R. All is computed from the octets that were sent
/// and received; what the key exchange would give is a fact.
/// </summary>
internal sealed class MainMode : IDisposable
{
    private const int NonceLength = 32;
    private const int SecretLength = 32;

    // Of a group of 2,048 bits.
    private const int ShareLength = 256;

    private readonly CryptoProvider _provider;
    private readonly Prf _prf;
    private readonly FillRandom _random;
    private readonly IkeRole _role;
    private readonly Octets[] _shares = new Octets[2];
    private readonly Octets[] _nonces = new Octets[2];
    private Octets _saBody;
    private IsakmpKeys? _keys;
    private IsakmpCipher? _cipher;
    private IvChain _chain;
    private Octets _taken;

    /// <summary>A side of it.</summary>
    /// <param name="provider">Who computes.</param>
    /// <param name="role">Which side.</param>
    /// <param name="initiator">The cookie of whoever begins.</param>
    /// <param name="random">Draws nonces and shares.</param>
    public MainMode(CryptoProvider provider, IkeRole role, IkeSpi initiator, FillRandom random)
    {
        (_provider, _role, _random) = (provider, role, random);
        _prf = new(provider, IsakmpSecrets.Suite.Prf);
        Cookies = new(initiator, default);
    }

    /// <summary>Both cookies.</summary>
    public IkeSpiPair Cookies { get; private set; }

    /// <summary>Whether the other side speaks DPD.</summary>
    public bool HasDpd { get; private set; }

    /// <summary>Whether the other side says that it has no other SA.</summary>
    public bool IsInitialContact { get; private set; }

    /// <summary>Whether this side has said so.</summary>
    public bool HasSaidFirst { get; private set; }

    /// <summary>What was sent last, to be sent again; none: nothing.</summary>
    public byte[] Sent { get; private set; } = [];

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>Whether what it makes is on its way to be a fact.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Whether the other side has proved who it is.</summary>
    public bool IsProved { get; private set; }

    private int Own => _role == IkeRole.Initiator ? 0 : 1;

    /// <summary>The first message: cookie, SA, the vendor ID of DPD.</summary>
    public byte[] Begin()
    {
        var sa = IsakmpPayloads.PhaseOneSa();
        _saBody = new(sa.ToArray());
        return Sent = Clear(
            [IsakmpPayloads.Of(new IsakmpPayloadBody.Sa(sa)), IsakmpPayloads.DpdVendorId()]);
    }

    /// <summary>Whether these octets were taken before: their answer is repeated, RFC 2408 §5.1.
    /// </summary>
    public bool IsRepeated(ReadOnlySpan<byte> octets) =>
        _taken.Length > 0 && octets.SequenceEqual(_taken.Span);

    /// <summary>Whether a message is a first one: it proposes an SA.</summary>
    public static bool Proposes(IsakmpHeaderValue message) =>
        IsakmpPayloads.Find<IsakmpPayloadBody.Sa>(message.Payloads ?? []) is not null;

    /// <summary>The second message; null: the first is none.</summary>
    public byte[]? AnswerSa(ReadOnlySpan<byte> octets, IsakmpHeaderValue message, IkeSpi responder)
    {
        var payloads = message.Payloads ?? [];
        if (IsakmpPayloads.Find<IsakmpPayloadBody.Sa>(payloads) is not { Value: var sa })
        {
            return null;
        }

        Cookies = new(Cookies.Initiator, responder);
        _saBody = new(sa.ToArray());
        HasDpd = IsakmpPayloads.OffersDpd(payloads);
        Take(octets);
        return Sent = Clear(
            [IsakmpPayloads.Of(new IsakmpPayloadBody.Sa(sa)), IsakmpPayloads.DpdVendorId()]);
    }

    /// <summary>A message of the other side in the clear: what is said next; null: nothing, for it
    /// is out of its turn, or none.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="message">The same.</param>
    /// <param name="identity">Who this side is.</param>
    /// <param name="peer">The peer whose key is used.</param>
    /// <param name="isFirst">Whether this side has no other SA with the other one.</param>
    public byte[]? Take(
        ReadOnlySpan<byte> octets, IsakmpHeaderValue message, Octets identity, string peer,
        bool isFirst)
    {
        var payloads = message.Payloads ?? [];
        if (message.Ciphertext is not null || _keys is not null)
        {
            return null;
        }

        if (_role == IkeRole.Initiator && Cookies.Responder.Value == 0)
        {
            if (IsakmpPayloads.Find<IsakmpPayloadBody.Sa>(payloads) is null
                || message.ResponderSpi.Value == 0)
            {
                return null;
            }

            Cookies = new(Cookies.Initiator, message.ResponderSpi);
            HasDpd = IsakmpPayloads.OffersDpd(payloads);
            Take(octets);
            return Sent = Exchange();
        }

        if (message.ResponderSpi != Cookies.Responder
            || IsakmpPayloads.Find<IsakmpPayloadBody.Ke>(payloads) is not { Value: var ke }
            || IsakmpPayloads.Find<IsakmpPayloadBody.Nonce>(payloads) is not { Value: var nonce })
        {
            return null;
        }

        (_shares[1 - Own], _nonces[1 - Own]) = (ke.Data, nonce.Data);
        Take(octets);
        var answer = _role == IkeRole.Responder ? Exchange() : [];
        Derive(peer);
        return Sent = _role == IkeRole.Responder ? answer : Prove(identity, isFirst);
    }

    /// <summary>Whether an encrypted message proves that the other side is who it is to be.
    /// </summary>
    public bool TryProve(ReadOnlySpan<byte> octets, Octets identity)
    {
        if (_cipher is null || IsProved)
        {
            return false;
        }

        var room = new byte[octets.Length];
        if (!_cipher.TryOpen(octets, _chain, room, out var text, out var next, out _)
            || !text.TryToValue(out var value, out _)
            || IsakmpPayloads.Find<IsakmpPayloadBody.Id>(value.Payloads) is not { Value: var id }
            || IsakmpPayloads.Find<IsakmpPayloadBody.Hash>(value.Payloads)
                is not { Value: var hash }
            || new Octets(id.ToArray()) != identity
            || !IsakmpHashes.Agree(HashOf(1 - Own, identity), hash.Data.Span))
        {
            return false;
        }

        _chain = next;
        IsInitialContact = IsakmpPayloads.IsInitialContact(value.Payloads);
        Take(octets);
        return IsProved = true;
    }

    /// <summary>The message with which this side proves who it is.</summary>
    public byte[] Prove(Octets identity, bool isFirst)
    {
        if (!IsakmpIdPayloadValue.TryParse(identity.Span, out var id, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        HasSaidFirst = isFirst;
        Items<IsakmpPayloadValue> first = isFirst ? [IsakmpPayloads.InitialContact(Cookies)] : [];
        return Sent = IsakmpMessages.Seal(
            _cipher!,
            IsakmpMessages.Header(
                Cookies, IsakmpExchangeType.IdentityProtection, default,
                [
                    IsakmpPayloads.Of(new IsakmpPayloadBody.Id(id)),
                    IsakmpMessages.Hash(HashOf(Own, identity)), .. first,
                ]),
            _chain, out _chain);
    }

    /// <summary>What is left of it: both sides have said all.</summary>
    public IsakmpSecrets Secrets()
    {
        var keys = _keys ?? throw new InvalidOperationException("there are no keys");
        (_keys, var cipher, _cipher) = (null, _cipher, null);
        cipher!.Dispose();
        return new(_provider, keys, _chain);
    }

    /// <summary>Zeroes its keys.</summary>
    public void Dispose()
    {
        _cipher?.Dispose();
        _keys?.Dispose();
        (_cipher, _keys) = (null, null);
    }

    private void Take(ReadOnlySpan<byte> octets) => (_taken, Tries) = (new(octets), 0);

    private byte[] Exchange()
    {
        _shares[Own] = Drawn(ShareLength);
        _nonces[Own] = Drawn(NonceLength);
        return Clear([IsakmpMessages.Ke(_shares[Own]), IsakmpMessages.Nonce(_nonces[Own])]);
    }

    private byte[] Clear(Items<IsakmpPayloadValue> payloads) => IsakmpMessages.Header(
        Cookies, IsakmpExchangeType.IdentityProtection, default, payloads).ToArray();

    private void Derive(string peer)
    {
        var suite = IsakmpSecrets.Suite;
        using var key = new Secret(
            Encoding.UTF8.GetBytes($"the key that {peer} and its gateways share"));
        using var shared = new Secret(SecretLength);
        Chance.Of(Cookies.Initiator.Value, "secret of phase 1").Fill(shared.Span);
        using var skeyid = Skeyid.FromPreSharedKey(_prf, key, new(_nonces[0], _nonces[1]));
        _keys = IsakmpKeys.Derive(_prf, suite, skeyid, shared, Cookies);
        _cipher = new(_provider, suite, _keys);
        _chain = IvChain.OfPhaseOne(suite.Hash, Said, suite.Encryption.BlockLength);
    }

    private PhaseOneExchange Said => new(Cookies, _shares[0], _shares[1], _saBody);

    private byte[] HashOf(int side, Octets identity) => side == 0
        ? IsakmpHashes.OfInitiator(_prf, _keys!.Skeyid, Said, identity.Span)
        : IsakmpHashes.OfResponder(_prf, _keys!.Skeyid, Said, identity.Span);

    private Octets Drawn(int length)
    {
        var octets = new byte[length];
        _random(octets);
        return new(octets);
    }
}
