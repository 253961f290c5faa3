using System.Text.Json.Nodes;
using Holdfast.Codec;
using static Holdfast.Tests.Examples.Cli.Decryption.MadeIkeSa;

namespace Holdfast.Tests.Examples.Cli.Decryption;

/// <summary>
/// AUTH payloads of which no capture is at hand, made by their formulas alone, and what decoding
/// finds of them.
/// </summary>
public sealed class MadeProofs : MadeCase
{
    private const string Given = "\"pre_shared_keys\": [{\"key\": \"wrong\"}, {\"key\": \"psk\"}]";
    private static readonly byte[] Psk = [.. "psk"u8];
    private static readonly byte[] Initiator = [2, 0, 0, 0, .. "carol"u8];
    private static readonly byte[] Responder = [2, 0, 0, 0, .. "moon"u8];

    private readonly MadeIkeSa _sa = new(0x0102030405060708, 0x1112131415161718);
    private readonly byte[][] _init;
    private readonly MadeKeys _keys;

    /// <summary>Begins the SA whose peers prove themselves.</summary>
    public MadeProofs()
    {
        _init = [Init(_sa, false, Plain), Init(_sa, true, Plain)];
        _keys = MadeKeys.Of(MadeKeys.Prf(_sa.Nonces, First), _sa.Seed);
    }

    [Fact]
    [Requirement("RFC7296-2.15-a")]
    [Requirement("RFC7296-2.15-b")]
    public async Task A_shared_key_proves_both_sides()
    {
        Assert.Equal("good good", Found(await Decode(Plainly(), Secrets(First, Given))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public async Task A_proof_with_a_changed_octet_is_bad_and_the_other_sides_stays_good(int at)
    {
        var proof = Proof(false, _keys.SkPi);
        proof[at] ^= 1;

        var seen = await Decode(
            [.. _init, Sent(false, 1, Initiator, proof), .. Plainly()[3..]],
            Secrets(First, Given));

        Assert.Equal("bad: it is by no pre-shared key that is given, good", Told(seen));
    }

    [Fact]
    public async Task A_changed_octet_of_IKE_SA_INIT_is_found_in_the_proof_of_who_sent_it()
    {
        // The public value enters no key where the secret is given.
        var packets = Plainly();
        packets[0] = _sa.Clear(
            SaInit, false, (33, Proposal(1, [], Plain)), (34, Ke(31, Filled(32, 8))),
            (40, _sa.Ni));

        Assert.Equal(
            "bad: it is by no pre-shared key that is given, good",
            Told(await Decode(packets, Secrets(First, Given))));
    }

    [Theory]
    [InlineData(14, 1)]
    [InlineData(14, 2)]
    public async Task Another_identity_is_found(byte octet, int side)
    {
        byte[] other = [2, 0, 0, 0, .. "mallory"u8, octet];
        var packets = Plainly();
        packets[1 + side] = Sent(
            side == 2, 1, other, Proof(side == 2, _keys.SkP(side == 2)));

        Assert.Equal(
            side == 1 ? "bad good" : "good bad",
            Found(await Decode(packets, Secrets(First, Given))));
    }

    [Fact]
    [Requirement("RFC9242-3.3.2-a")]
    [Requirement("RFC9242-3.3.2-b")]
    [Requirement("RFC9242-3.3.2-c")]
    [Requirement("RFC9242-3.3.2-d")]
    public async Task Proofs_cover_the_exchanges_in_between()
    {
        var packets = Between(out _);

        var seen = await Decode(packets, Secrets(First, Given, Second, Third));

        Assert.Equal("good good", Found(seen));
    }

    [Fact]
    public async Task Where_the_capture_lacks_exchanges_in_between_nobody_can_tell()
    {
        // The keys that were the last alone: nothing of what came before opens.
        var packets = Between(out var last);

        Assert.Equal(
            Twice("unchecked: the capture lacks messages of IKE_INTERMEDIATE or IKE_AUTH"),
            Told(await Decode(packets, Keys(last, "sk_pi", "sk_pr"))));
    }

    [Fact]
    public async Task A_message_in_between_that_comes_again_counts_once()
    {
        var packets = Between(out _);
        packets.Insert(5, packets[4]);
        packets.Insert(8, packets[6]);

        Assert.Equal(
            "good good", Found(await Decode(packets, Secrets(First, Given, Second, Third))));
    }

    [Theory]
    [Requirement("RFC8784-3-b")]
    [InlineData("carol", true, "good, good, good")]
    [InlineData("carol", false, "good, good, good")]
    [InlineData("dave", true,
        "unchecked: the post-quantum preshared key is not given, good, "
            + "unchecked: the post-quantum preshared key is not given")]
    [InlineData("dave", false,
        "unchecked: the post-quantum preshared key is not given, good, good")]
    public async Task A_post_quantum_key_is_in_the_proofs_that_it_is_used_in(
        string id, bool isAgreed, string expected)
    {
        var ppk = Filled(40, 0x77);
        var skPr = isAgreed ? Mixed(_keys.SkPr) : _keys.SkPr;
        (byte, byte[])[] agreed = isAgreed ? [(41, Notify(16436))] : [];
        byte[][] packets =
        [
            .. _init,
            Sent(
                false, 1, Initiator, Proof(false, Mixed(_keys.SkPi)),
                (41, Notify(16436, [2, .. "carol"u8])),
                (41, Notify(16437, Proof(false, _keys.SkPi)))),
            Sent(true, 1, Responder, Proof(true, skPr), agreed),
        ];
        var secrets = Secrets(First, Given)[..^1] + $$"""
            , "ppks": [{"id": "mallory", "key": "x"},
                {"id": "{{id}}", "key_hex": "{{Convert.ToHexString(ppk)}}"}]}
            """;

        var seen = await Decode(packets, secrets);

        Assert.Equal(expected, Told(seen));

        byte[] Mixed(byte[] skP) => MadeKeys.Plus(ppk, skP, 32);
    }

    [Theory]
    [Requirement("RFC7427-3-a")]
    [InlineData("Ed25519")]
    [InlineData("Ed448")]
    [InlineData("PSS")]
    [InlineData("ECDSA P-384")]
    [InlineData("RSA, method 1")]
    [InlineData("ECDSA P-521, method 11")]
    public async Task A_signature_is_checked_with_the_key_that_was_sent(string kind)
    {
        var octets = Octets(false, _keys.SkPi);
        var right = MadeSignature.Of(kind, octets);
        octets[0] ^= 1;
        var wrong = MadeSignature.Of(kind, octets);

        Assert.Equal("good", Found(await Decode([.. _init, Message(right)], Secrets(First))));
        Assert.StartsWith(
            "bad: the signature does not fit",
            Told(await Decode([.. _init, Message(wrong)], Secrets(First))),
            StringComparison.Ordinal);

        byte[] Message(MadeSignature made) => _sa.Sealed(
            _keys, Auth, false, 1, (35, Initiator), (37, [15, .. made.Key]),
            (39, [made.Method, 0, 0, 0, .. made.Data]));
    }

    [Theory]
    [InlineData(14, 0, "unchecked: no certificate was sent")]
    [InlineData(14, 12, "unchecked: a certificate of encoding 12 is not read")]
    [InlineData(14, 4, "unchecked: no key can be read from the certificate: ")]
    [InlineData(12, 0, "unchecked: authentication method 12 is not supported")]
    [InlineData(3, 0, "unchecked: authentication method 3 is not supported")]
    [InlineData(200, 0, "unchecked: authentication method 200 is not supported")]
    public async Task What_cannot_be_checked_says_why(byte method, byte encoding, string expected)
    {
        (byte, byte[])[] cert = encoding == 0 ? [] : [(37, [encoding, 1, 2, 3])];
        var message = _sa.Sealed(
            _keys, Auth, false, 1,
            [(35, Initiator), .. cert, (39, [method, 0, 0, 0, 3, 0x30, 1, 0, 9, 9])]);

        var told = Told(await Decode([.. _init, message], Secrets(First, Given)));

        Assert.StartsWith(expected, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_pre_shared_keys_or_without_the_beginning_nobody_can_tell()
    {
        var keys = Keys(_keys, "sk_pi", "sk_pr");

        Assert.Equal("good good", Found(await Decode(Plainly(), keys)));
        Assert.Equal(
            Twice("unchecked: no pre-shared key is given for these peers"),
            Told(await Decode(Plainly(), Secrets(First))));
        Assert.Equal(
            Twice("unchecked: the capture lacks the messages that began the SA"),
            Told(await Decode(Plainly()[2..], keys)));
        Assert.Equal(
            "unchecked: SK_pi is not known, good",
            Told(await Decode(Plainly(), Keys(_keys, "sk_pr"))));
        Assert.Equal(
            "good, unchecked: SK_pr is not known",
            Told(await Decode(Plainly(), Keys(_keys, "sk_pi"))));
    }

    [Theory]
    [InlineData("10.0.0.0/24", "good good")]
    [InlineData("10.0.1.0/24", "unchecked unchecked")]
    public async Task A_pre_shared_key_is_for_the_peers_it_names(string addresses, string expected)
    {
        var secrets = Secrets(
            First, "\"pre_shared_keys\": [{\"key\": \"psk\", \"addresses\": [\"" + addresses
                + "\"]}]");

        Assert.Equal(expected, Found(await Decode(Plainly(), secrets)));
    }

    [Fact]
    public async Task A_second_proof_in_a_message_is_bad_and_one_elsewhere_is_not_checked()
    {
        byte[] proof = [2, 0, 0, 0, .. Proof(false, _keys.SkPi)];
        byte[][] packets =
        [
            .. _init,
            _sa.Sealed(_keys, Auth, false, 1, (35, Initiator), (39, proof), (39, proof)),
            _sa.Sealed(_keys, 37, false, 2, (35, Initiator), (39, proof)),
        ];

        Assert.Equal(
            "good, bad: a message has one of them, unchecked: AUTH is not known in this exchange",
            Told(await Decode(packets, Secrets(First, Given))));
    }

    [Theory]
    [InlineData(13, true, "good good")]
    [InlineData(13, false, "bad good")]
    [InlineData(2, true, "bad good")]
    public async Task Without_authentication_alone_the_key_is_that_of_the_SA(
        byte method, bool isOwn, string expected)
    {
        var key = isOwn ? _keys.SkPi : _keys.SkPr;
        byte[][] packets =
        [
            .. _init,
            _sa.Sealed(
                _keys, Auth, false, 1, (35, [13, 0, 0, 0]),
                (39, [method, 0, 0, 0, .. Mac(key, Octets(false, _keys.SkPi, [13, 0, 0, 0]))])),
            Plainly()[3],
        ];

        Assert.Equal(expected, Found(await Decode(packets, Secrets(First, Given))));
    }

    [Fact]
    public async Task The_key_of_a_resumed_SA_is_its_own()
    {
        byte[] ticket = [.. "ticket to ride"u8];
        var next = new MadeIkeSa(0x2122232425262728, 0x3132333435363738);
        byte[][] resumption =
        [
            next.Clear(Resume, false, (40, next.Ni), (41, Notify(16413, ticket))),
            next.Clear(Resume, true, (40, next.Nr)),
        ];
        var keys = MadeKeys.Of(
            MadeKeys.Prf(_keys.SkD, [.. "Resumption"u8, .. next.Nonces]), next.Seed);
        byte[][] packets =
        [
            .. _init,
            _sa.Sealed(_keys, 37, true, 2, (41, Notify(16409, [0, 0, 14, 16, .. ticket]))),
            .. resumption, Message(false, keys.SkPi), Message(true, keys.SkPi),
        ];

        Assert.Equal(
            "good, bad: it is not by SK_p", Told(await Decode(packets, Secrets(First))));

        byte[] Message(bool isResponder, byte[] key) => next.Sealed(
            keys, Auth, isResponder, 1, ((byte)(isResponder ? 36 : 35), Initiator),
            (39, [2, 0, 0, 0, .. Mac(key, [
                .. resumption[isResponder ? 1 : 0][28..], .. isResponder ? next.Ni : next.Nr,
                .. MadeKeys.Prf(keys.SkP(isResponder), Initiator)])]));
    }

    // IKE_SA_INIT and IKE_AUTH.
    private List<byte[]> Plainly() =>
    [
        .. _init, Sent(false, 1, Initiator, Proof(false, _keys.SkPi)),
        Sent(true, 1, Responder, Proof(true, _keys.SkPr)),
    ];

    // IKE_SA_INIT, two exchanges in between, the first request in fragments, IKE_AUTH.
    private List<byte[]> Between(out MadeKeys keys)
    {
        var packets = new List<byte[]>(_init);
        keys = _keys;
        byte[][] sums = [[], []];
        for (byte id = 1; id <= 2; id++)
        {
            foreach (var isResponse in (bool[])[false, true])
            {
                (byte, byte[])[] payloads = [(34, Ke(35 + id, Filled(700 + id, id)))];
                packets.AddRange(id == 1 && !isResponse
                    ? _sa.Fragments(keys, Intermediate, isResponse, id, payloads)
                    : [_sa.Sealed(keys, Intermediate, isResponse, id, payloads)]);
                var side = isResponse ? 1 : 0;
                sums[side] = MadeKeys.Prf(
                    keys.SkP(isResponse),
                    [.. sums[side], .. _sa.Counted(Intermediate, isResponse, id, payloads)]);
            }

            keys = MadeKeys.Of(
                MadeKeys.Prf(keys.SkD, [.. id == 1 ? Second : Third, .. _sa.Nonces]), _sa.Seed);
        }

        byte[] whole = [.. sums[0], .. sums[1], 0, 0, 0, 3];
        foreach (var isResponse in (bool[])[false, true])
        {
            var id = isResponse ? Responder : Initiator;
            byte[] octets = [.. Octets(isResponse, keys.SkP(isResponse)), .. whole];
            packets.Add(_sa.Sealed(
                keys, Auth, isResponse, 3, ((byte)(isResponse ? 36 : 35), id),
                (39, [2, 0, 0, 0, .. Mac(Psk, octets)])));
        }

        return packets;
    }

    private byte[] Sent(
        bool isResponder, uint id, byte[] identity, byte[] proof, params (byte, byte[])[] more) =>
        _sa.Sealed(
            _keys, Auth, isResponder, id,
            [
                ((byte)(isResponder ? 36 : 35), identity), (39, [2, 0, 0, 0, .. proof]), .. more,
            ]);

    private byte[] Proof(bool isResponder, byte[] skP) => Mac(Psk, Octets(isResponder, skP));

    // RFC 7296 §2.15: the message, the nonce of the other, prf (SK_p, identity). The packets have
    // 28 octets of IPv4 and UDP.
    private byte[] Octets(bool isResponder, byte[] skP, byte[]? identity = null) =>
    [
        .. _init[isResponder ? 1 : 0][28..], .. isResponder ? _sa.Ni : _sa.Nr,
        .. MadeKeys.Prf(skP, identity ?? (isResponder ? Responder : Initiator)),
    ];

    private static byte[] Mac(byte[] key, byte[] octets) => MadeKeys.Prf(
        MadeKeys.Prf(key, [.. "Key Pad for IKEv2"u8]), octets);

    private static string Secrets(byte[] first, string keys, params byte[][] additional) =>
        Secrets(first, additional)[..^1] + ", " + keys + "}";

    // The keys of the SA, with those of them by which its sides prove themselves.
    private static string Keys(MadeKeys keys, params string[] proofs)
    {
        return $$"""
            {"sas": [{"protocol": "ike", "version": 2, "initiator_spi": "0102030405060708",
              "responder_spi": "1112131415161718", "encryption": "ENCR_AES_GCM_16",
              "prf": "PRF_HMAC_SHA2_256", {{string.Concat(proofs.Select(Key))}}
              "sk_ei": "{{Convert.ToHexString(keys.SkEi)}}",
              "sk_er": "{{Convert.ToHexString(keys.SkEr)}}"}], {{Given}}}
            """;

        string Key(string name) =>
            $"\"{name}\": \"{Convert.ToHexString(keys.SkP(name == "sk_pr"))}\", ";
    }

    private static string Twice(string text) => $"{text}, {text}";

    private static string Found(JsonObject[] packets) =>
        string.Join(' ', Proofs(packets).Select(proof => (string)proof["auth_check"]!));

    private static string Told(JsonObject[] packets) =>
        string.Join(", ", Proofs(packets).Select(proof => proof["problem"] is { } problem
            ? $"{proof["auth_check"]}: {problem}"
            : (string)proof["auth_check"]!));

    private static IEnumerable<JsonNode> Proofs(JsonObject[] packets) => packets
        .SelectMany(packet => packet["layers"]!.AsArray())
        .SelectMany(layer => layer!["payloads"]?.AsArray() ?? [])
        .SelectMany(payload => payload!["payloads"]?.AsArray() ?? [])
        .Where(payload => payload!["auth_check"] is not null)!;
}
