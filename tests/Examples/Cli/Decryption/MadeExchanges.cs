using System.Text.Json.Nodes;
using Holdfast.Codec;
using static Holdfast.Tests.Examples.Cli.Decryption.MadeIkeSa;

namespace Holdfast.Tests.Examples.Cli.Decryption;

/// <summary>
/// Exchanges of which no capture is at hand, made by their formulas, open with the secrets of one
/// peer: additional key exchanges, post-quantum preshared keys, resumption.
/// </summary>
public sealed class MadeExchanges : MadeCase
{
    private readonly MadeIkeSa _sa = new(0x0102030405060708, 0x1112131415161718);

    [Fact]
    [Requirement("RFC9370-2.2.2-a")]
    [Requirement("RFC9370-2.2.2-b")]
    public async Task Each_additional_key_exchange_renews_the_keys_of_what_follows()
    {
        var packets = Hybrid();

        var seen = await Decode(packets, Secrets(First, Second, Third));

        Assert.Equal("good good good good good good good good good", Verdicts(seen));
        Assert.Equal("raw ip esp udp data", MadePackets.Names(seen[^1]));
    }

    [Fact]
    public async Task What_is_sent_once_more_under_the_keys_before_still_opens()
    {
        var packets = Hybrid();
        packets.Add(packets[5]);

        var seen = await Decode(packets, Secrets(First, Second, Third));

        Assert.Equal("good", Verdicts(seen).Split(' ')[^1]);
    }

    [Fact]
    public async Task Without_the_last_secret_nothing_behind_its_exchange_opens()
    {
        var seen = await Decode(Hybrid(), Secrets(First, Second));

        Assert.Equal("good good good good good bad bad unchecked", Verdicts(seen, 1));
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-a")]
    public async Task A_rekey_and_a_child_take_the_secrets_of_all_their_exchanges_at_once()
    {
        var keys = Start(out var packets);
        var next = new MadeIkeSa(0x2122232425262728, 0x3132333435363738);
        var child = new MadeIkeSa(0x41, 0x42);
        (byte, byte, int)[] hybrid = [.. Plain, (6, 36, 0)];
        var skeyseed = MadeKeys.Prf(keys.SkD, [.. Second, .. next.Nonces, .. Third]);
        var renewed = MadeKeys.Of(skeyseed, next.Seed);
        foreach (var isResponse in (bool[])[false, true])
        {
            packets.Add(_sa.Sealed(
                keys, CreateChild, isResponse, 2,
                (33, Proposal(1, Long(isResponse ? next.Responder : next.Initiator), hybrid)),
                (40, isResponse ? next.Nr : next.Ni), (34, Ke(31, Filled(32, 9)))));
        }

        foreach (var isResponse in (bool[])[false, true])
        {
            packets.Add(next.Sealed(
                renewed, CreateChild, isResponse, 0,
                (33, Proposal(
                    3, MadePackets.Word(isResponse ? 0x62u : 0x61u),
                    [.. Child, (4, 31, 0), (6, 36, 0)])),
                (40, isResponse ? child.Nr : child.Ni), (34, Ke(31, Filled(32, 9)))));
        }

        var material = MadeKeys.Plus(renewed.SkD, [.. First, .. child.Nonces, .. Second], 40);
        packets.Add(next.Esp(0x62, material[..20]));
        packets.Add(next.Esp(0x61, material[20..]));
        string[] secrets =
        [
            Secret("0102030405060708", First), Secret("2122232425262728", Second, Third),
            Secret("00000061", First, Second),
        ];

        var seen = await Decode(
            packets, $$"""{"shared_secrets": [{{string.Join(",", secrets)}}]}""");

        Assert.Equal("good good good good good good", Verdicts(seen));
    }

    [Theory]
    [Requirement("RFC8784-3-c")]
    [InlineData("carol", true, "good")]
    [InlineData("dave", true, "bad")]
    [InlineData("carol", false, "good")]
    public async Task A_post_quantum_key_that_both_agree_on_is_in_the_keys_of_the_child(
        string id, bool isAgreed, string expected)
    {
        var keys = Start(out var packets);
        var ppk = Filled(40, 0x77);
        var skD = isAgreed ? MadeKeys.Plus(ppk, keys.SkD, 32) : keys.SkD;
        packets.Add(_sa.Sealed(
            keys, Auth, false, 1,
            (33, Proposal(3, MadePackets.Word(0x61), Child)),
            (41, Notify(16436, [2, .. "carol"u8])), (41, Notify(16437, Filled(32, 3)))));
        (byte, byte[]) answer = (33, Proposal(3, MadePackets.Word(0x62), Child));
        packets.Add(isAgreed
            ? _sa.Sealed(keys, Auth, true, 1, answer, (41, Notify(16436)))
            : _sa.Sealed(keys, Auth, true, 1, answer));
        packets.Add(_sa.Esp(0x62, MadeKeys.Plus(skD, _sa.Nonces, 40)[..20]));
        var secrets = Secrets(First)[..^1] + $$"""
            , "ppks": [{"id": "mallory", "key": "x"},
                {"id": "{{id}}", "key_hex": "{{Convert.ToHexString(ppk)}}"}]}
            """;

        var seen = await Decode(packets, secrets);

        // Where the key is not known, the SA is, and its keys do not fit.
        Assert.Equal($"good good {expected}", Verdicts(seen));
    }

    [Theory]
    [Requirement("RFC5723-5.1-b")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ticket_resumes_the_SA_that_it_was_given_for(bool isSeen)
    {
        byte[] ticket = [.. "ticket to ride"u8];
        var keys = Start(out var packets);
        packets.Add(_sa.Sealed(
            keys, 37, true, 2, (41, Notify(16409, [0, 0, 14, 16, .. ticket]))));
        var next = new MadeIkeSa(0x2122232425262728, 0x3132333435363738);
        packets.Add(next.Clear(Resume, false, (40, next.Ni), (41, Notify(16413, ticket))));
        packets.Add(next.Clear(Resume, true, (40, next.Nr)));
        var resumed = MadeKeys.Of(
            MadeKeys.Prf(keys.SkD, [.. "Resumption"u8, .. next.Nonces]), next.Seed);
        foreach (var isResponse in (bool[])[false, true])
        {
            var spi = MadePackets.Word(isResponse ? 0x62u : 0x61u);
            packets.Add(next.Sealed(
                resumed, Auth, isResponse, 1, (33, Proposal(3, spi, Child))));
        }

        packets.Add(next.Esp(0x62, MadeKeys.Plus(resumed.SkD, next.Nonces, 40)[..20]));
        var given = $$"""
            {"sas": [{"protocol": "ike", "version": 2, "initiator_spi": "0102030405060708",
              "responder_spi": "1112131415161718", "encryption": "ENCR_AES_GCM_16",
              "prf": "PRF_HMAC_SHA2_256", "sk_ei": "{{Convert.ToHexString(keys.SkEi)}}",
              "sk_er": "{{Convert.ToHexString(keys.SkEr)}}",
              "sk_d": "{{Convert.ToHexString(keys.SkD)}}",
              "tickets": ["{{Convert.ToHexString(ticket)}}"]}]}
            """;

        var seen = isSeen
            ? await Decode(packets, Secrets(First))
            : await Decode(packets[3..], given);

        Assert.Equal(isSeen ? "good good good good" : "good good good", Verdicts(seen));
    }

    [Fact]
    public async Task What_claims_a_secret_again_and_again_makes_no_SAs_without_end()
    {
        var packets = new List<byte[]>();
        var sas = Enumerable.Range(1, 100)
            .Select(number => new MadeIkeSa(0x0102030405060708, (ulong)number)).ToArray();
        packets.Add(Init(sas[0], false, Plain));
        packets.AddRange(sas.Select(sa => Init(sa, true, Plain)));
        foreach (var sa in (MadeIkeSa[])[sas[0], sas[63], sas[64], sas[99]])
        {
            byte[] nonces = [.. sas[0].Ni, .. sa.Nr];
            byte[] seed = [.. nonces, .. Long(sa.Initiator), .. Long(sa.Responder)];
            var keys = MadeKeys.Of(MadeKeys.Prf(nonces, First), seed);
            packets.Add(sa.Sealed(keys, 37, false, 2, (41, Notify(16384))));
        }

        var seen = await Decode(packets, Secrets(First));

        Assert.Equal("good good unchecked unchecked", Verdicts(seen));
    }

    // IKE_SA_INIT, two additional exchanges of which the first comes in fragments, IKE_AUTH, ESP.
    private List<byte[]> Hybrid()
    {
        (byte, byte, int)[] transforms = [.. Plain, (6, 36, 0), (8, 35, 0)];
        var packets = new List<byte[]>
        {
            Init(_sa, false, transforms), Init(_sa, true, transforms),
        };
        var keys = MadeKeys.Of(MadeKeys.Prf(_sa.Nonces, First), _sa.Seed);
        packets.AddRange(
            _sa.Fragments(keys, Intermediate, false, 1, (34, Ke(36, Filled(1184, 1)))));
        packets.Add(_sa.Sealed(keys, Intermediate, true, 1, (34, Ke(36, Filled(1088, 2)))));
        keys = Renewed(keys, Second);
        packets.Add(_sa.Sealed(keys, Intermediate, false, 2, (34, Ke(35, Filled(800, 3)))));
        packets.Add(_sa.Sealed(keys, Intermediate, true, 2, (34, Ke(35, Filled(768, 4)))));
        keys = Renewed(keys, Third);
        packets.Add(_sa.Sealed(
            keys, Auth, false, 3, (33, Proposal(3, MadePackets.Word(0x61), Child))));
        packets.Add(_sa.Sealed(
            keys, Auth, true, 3, (33, Proposal(3, MadePackets.Word(0x62), Child))));
        var material = MadeKeys.Plus(keys.SkD, _sa.Nonces, 40);
        packets.Add(_sa.Esp(0x62, material[..20]));
        packets.Add(_sa.Esp(0x61, material[20..]));
        return packets;
    }

    // RFC 9370 §2.2.2: SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr).
    private MadeKeys Renewed(MadeKeys keys, byte[] secret) =>
        MadeKeys.Of(MadeKeys.Prf(keys.SkD, [.. secret, .. _sa.Nonces]), _sa.Seed);

    private MadeKeys Start(out List<byte[]> packets)
    {
        packets = [Init(_sa, false, Plain), Init(_sa, true, Plain)];
        return MadeKeys.Of(MadeKeys.Prf(_sa.Nonces, First), _sa.Seed);
    }

    private static string Verdicts(JsonObject[] packets, int but = 0) => string.Join(
        ' ',
        packets.SelectMany(packet => packet["layers"]!.AsArray())
            .Select(layer => (string?)layer!["icv_check"]).Where(check => check is not null)
            .SkipLast(but));
}
