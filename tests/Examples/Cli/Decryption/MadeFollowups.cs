using System.Text.Json.Nodes;
using Holdfast.Codec;
using static Holdfast.Tests.Examples.Cli.Decryption.MadeIkeSa;

namespace Holdfast.Tests.Examples.Cli.Decryption;

/// <summary>Additional key exchanges of CREATE_CHILD_SA, followed by their links.</summary>
public sealed class MadeFollowups : MadeCase
{
    private const uint Spi = 0x61;

    private readonly MadeIkeSa _sa = new(0x0102030405060708, 0x1112131415161718);
    private readonly MadeIkeSa _nonces = new(0x41, 0x42);
    private readonly MadeKeys _keys;
    private readonly byte[][] _init;

    /// <summary>Begins the IKE SA that others are made in.</summary>
    public MadeFollowups()
    {
        _init = [Init(_sa, false, Plain), Init(_sa, true, Plain)];
        _keys = MadeKeys.Of(MadeKeys.Prf(_sa.Nonces, First), _sa.Seed);
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-a")]
    [Requirement("RFC9370-2.2.4-b")]
    public async Task A_child_has_keys_when_the_last_of_its_exchanges_is_answered()
    {
        byte[][] packets = [.. _init, .. Chain(2, Spi)];

        var written = new List<int>();
        for (var count = 4; count <= packets.Length; count++)
        {
            written.Add(await Written(packets[..count], Of(Spi, 2)));
        }

        // CREATE_CHILD_SA, and two exchanges: request and response.
        Assert.Equal([0, 0, 0, 0, 2], written);
    }

    [Fact]
    public async Task Its_packets_open_with_the_secrets_in_their_order()
    {
        byte[][] packets = [.. _init, .. Chain(2, Spi), Esp(Spi, Second, Third)];

        Assert.Equal("good", Icv(await Decode(packets, Of(Spi, 2))));
        Assert.Equal(
            "bad", Icv(await Decode([.. packets[..^1], Esp(Spi, Third, Second)], Of(Spi, 2))));
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-b")]
    public async Task Exchanges_of_several_SAs_are_told_apart_by_their_links()
    {
        var (one, other) = (Chain(2, Spi), Chain(1, 0x71, 10));
        byte[][] packets = [.. _init, one[0], other[0], one[1], other[1]];

        // The exchange of the other SA, and the first of this one's.
        Assert.Equal(
            2, await Written([.. packets, other[2], one[2], other[3], one[3]], Both()));
        Assert.Equal(
            4, await Written([.. packets, other[2], other[3], .. one[2..]], Both()));

        static string Both() => Of(Spi, 2).Replace(
            "]}]}", "]}, " + Secret("00000071", First, Second, Third) + "]}");
    }

    [Fact]
    public async Task A_link_that_nobody_gave_makes_nothing()
    {
        var chain = Chain(1, Spi);
        chain[2] = Link(false, 3, 35, "elsewhere");

        Assert.Equal(0, await Written([.. _init, .. chain], Of(Spi, 1)));
    }

    [Fact]
    public async Task What_comes_again_counts_once()
    {
        var chain = Chain(2, Spi);

        Assert.Equal(0, await Written(
            [.. _init, .. chain[..4], chain[2], chain[3]], Of(Spi, 2)));
    }

    [Fact]
    public async Task Of_an_exchange_that_was_refused_there_are_no_keys()
    {
        var chain = Chain(1, Spi);
        chain[3] = _sa.Sealed(_keys, Followup, true, 3, (41, Notify(47)));

        var seen = await Decode([.. _init, .. chain, Esp(Spi, Second)], Of(Spi, 1));

        Assert.Equal("no keys: its IKE_FOLLOWUP_KE was refused", Problem(seen));
    }

    [Theory]
    [InlineData(1, "no keys: 1 of 2 secrets of its additional key exchanges are given")]
    [InlineData(0, "no keys: 0 of 2 secrets of its additional key exchanges are given")]
    [InlineData(-1, "no keys: the secret of its key exchange is not given")]
    public async Task Secrets_that_are_missing_are_told_at_the_packets(int given, string expected)
    {
        byte[][] packets = [.. _init, .. Chain(2, Spi), Esp(Spi, Second, Third)];

        var seen = await Decode(packets, given < 0 ? Secrets(First) : Of(Spi, given));

        Assert.Equal(expected, Problem(seen));
    }

    [Fact]
    public async Task A_packet_shows_that_exchanges_which_the_capture_lacks_took_place()
    {
        byte[][] packets = [.. _init, .. Chain(2, Spi)[..3], Esp(Spi, Second, Third)];

        Assert.Equal("good", Icv(await Decode(packets, Of(Spi, 2))));
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-a")]
    public async Task A_rekeyed_IKE_SA_goes_on_by_links_too()
    {
        var next = new MadeIkeSa(0x2122232425262728, 0x3132333435363738);
        List<byte[]> packets = [.. _init];
        foreach (var isResponse in (bool[])[false, true])
        {
            (byte, byte[])[] link = isResponse ? [(41, Notify(16441, [.. "next"u8]))] : [];
            packets.Add(_sa.Sealed(
                _keys, CreateChild, isResponse, 2,
                [
                    (33, Proposal(
                        1, Long(isResponse ? next.Responder : next.Initiator),
                        [.. Plain, (6, 36, 0)])),
                    (40, isResponse ? next.Nr : next.Ni), (34, Ke(31, Filled(32, 9))), .. link,
                ]));
        }

        packets.Add(Link(false, 3, 36, "next"));
        packets.Add(Link(true, 3, 36, null));
        var skeyseed = MadeKeys.Prf(_keys.SkD, [.. Second, .. next.Nonces, .. Third]);
        packets.Add(next.Sealed(
            MadeKeys.Of(skeyseed, next.Seed), 37, false, 0, (41, Notify(16384))));
        var secret = Secret("0102030405060708", First);

        var all = await Decode(packets, Together(
            secret, Secret("2122232425262728", Second, Third)));
        var none = await Decode(packets, Together(secret, Secret("2122232425262728", Second)));

        Assert.Equal("good", Icv(all));
        Assert.Equal(
            "no keys: 0 of 1 secrets of its additional key exchanges are given", Problem(none));
    }

    [Fact]
    public async Task Keys_that_could_not_go_on_say_which_secret_is_missing()
    {
        List<byte[]> packets =
        [
            .. _init,
            _sa.Sealed(_keys, Intermediate, false, 1, (34, Ke(36, Filled(1184, 1)))),
            _sa.Sealed(_keys, Intermediate, true, 1, (34, Ke(36, Filled(1088, 2)))),
        ];
        var renewed = MadeKeys.Of(
            MadeKeys.Prf(_keys.SkD, [.. Second, .. _sa.Nonces]), _sa.Seed);
        packets.Add(_sa.Sealed(renewed, Auth, false, 2, (41, Notify(16384))));

        var seen = await Decode(packets, Secrets(First));

        Assert.Equal("bad", Icv(seen));
        Assert.Equal(
            "the keys do not fit: the secret of additional key exchange 1 is not given",
            Problem(seen));
    }

    // CREATE_CHILD_SA and its IKE_FOLLOWUP_KE, request and response each.
    private byte[][] Chain(int additional, uint spi, uint id = 2)
    {
        (byte, byte, int)[] transforms =
            [.. Child, (4, 31, 0), (6, 36, 0), .. additional > 1 ? [(7, 35, 0)] : Nothing];
        List<byte[]> packets = [];
        foreach (var isResponse in (bool[])[false, true])
        {
            (byte, byte[])[] link = isResponse ? [(41, Named(spi, 0))] : [];
            packets.Add(_sa.Sealed(
                _keys, CreateChild, isResponse, id,
                [
                    (33, Proposal(3, MadePackets.Word(isResponse ? spi + 1 : spi), transforms)),
                    (40, isResponse ? _nonces.Nr : _nonces.Ni), (34, Ke(31, Filled(32, 9))),
                    .. link,
                ]));
        }

        for (var i = 0; i < additional; i++)
        {
            var number = id + 1 + (uint)i;
            packets.Add(Link(false, number, 36 - i, $"{spi}.{i}"));
            packets.Add(Link(true, number, 36 - i, i + 1 < additional ? $"{spi}.{i + 1}" : null));
        }

        return [.. packets];
    }

    private byte[] Link(bool isResponse, uint id, int method, string? link)
    {
        (byte, byte[])[] named = link is null
            ? []
            : [(41, Notify(16441, System.Text.Encoding.ASCII.GetBytes(link)))];
        return _sa.Sealed(
            _keys, Followup, isResponse, id, [(34, Ke(method, Filled(90, 3))), .. named]);
    }

    // KEYMAT of RFC 9370 §2.2.4, of what the initiator sends.
    private byte[] Esp(uint spi, params byte[][] additional)
    {
        byte[] seed = [.. First, .. _nonces.Nonces, .. additional.SelectMany(secret => secret)];
        return _sa.Esp(spi + 1, MadeKeys.Plus(_keys.SkD, seed, 40)[..20]);
    }

    // Directions that Wireshark's table of ESP has keys of: two rows each, for IPv4 and IPv6.
    private async Task<int> Written(byte[][] packets, string secrets)
    {
        var folder = InFolder(Guid.NewGuid().ToString("N"));
        _ = await Decode(packets, secrets, "--write-profile", folder);
        var table = Path.Combine(folder, "esp_sa");
        return File.Exists(table)
            ? File.ReadLines(table).Count(line => line.Contains("IPv6"))
            : 0;
    }

    private static readonly (byte, byte, int)[] Nothing = [];

    private static byte[] Named(uint spi, int number) =>
        Notify(16441, System.Text.Encoding.ASCII.GetBytes($"{spi}.{number}"));

    private static string Of(uint spi, int additional) => Together(
        Secret("0102030405060708", First),
        Secret($"{spi:x8}", First, [.. ((byte[][])[Second, Third]).Take(additional)]));

    private static string Together(params string[] secrets) =>
        $$"""{"shared_secrets": [{{string.Join(",", secrets)}}]}""";

    private static string? Icv(JsonObject[] packets) =>
        (string?)packets[^1]["layers"]!.AsArray()
            .Single(layer => layer!["icv_check"] is not null)!["icv_check"];

    private static string? Problem(JsonObject[] packets) =>
        (string?)packets[^1]["layers"]!.AsArray()
            .Single(layer => layer!["icv_check"] is not null)!["problem"];
}
