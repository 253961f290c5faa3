using System.Text.RegularExpressions;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Live;

/// <summary>Gateways of this library make IKE SAs by several key exchanges, RFC 9370, and keep
/// them over the death of a member.</summary>
[Collection(Lab.First)]
public sealed class KeyExchangeTests
{
    [PeerFact]
    public async Task X25519_and_ML_KEM_make_an_SA_that_a_takeover_keeps()
    {
        using var lab = new Lab(hasPeer: true);
        PeerGateway.Write(lab, "[\"x25519-mlkem1024-ecp384\", \"x25519\"]",
            "[\"x25519-mlkem1024-ecp384\"]");
        using var wire = new WireTap(lab, "br-out");
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var carol = new LiveMember(lab, "carol");
        await carol.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");
        await moon.UntilAsync(status => (int)status["child_sas"]! == 1, "told of the CHILD SA");
        AssertCarries(lab);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        AssertCarries(lab);
        Assert.Equal(1, (int)(await moon.AskAsync())["ike_sas"]!);

        // ML-KEM-1024 came in pieces; each exchange has an ID of its own, and IKE_AUTH the next.
        var seen = wire.Datagrams(500)
            .Select(octets => IkeFixedHeader.TryParse(octets, out var header, out _)
                ? (header.ExchangeType, header.MessageId.Value, header.Flags.Response)
                : default)
            .ToList();
        Assert.True(seen.Count(one => one == (43, 1, false)) >= 2);
        Assert.True(seen.Count(one => one == (43, 1, true)) >= 2);
        Assert.Contains(seen, one => one == (43, 2, true));
        Assert.Contains(seen, one => one == (35, 3, true));
    }

    [PeerFact]
    public async Task A_rekey_has_the_exchanges_of_the_SA_before_and_behind_a_takeover()
    {
        using var lab = new Lab(hasPeer: true);
        PeerGateway.Write(
            lab, "[\"x25519-mlkem768-ecp384\"]", "[\"x25519-mlkem768-ecp384\"]");
        lab.Rekey(600, 6);
        using var wire = new WireTap(lab, "br-out");
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var carol = new LiveMember(lab, "carol");
        await carol.UntilAsync(status => (int)status["child_sas"]! == 1, "connected");

        await alice.UntilAsync(_ => Ended(alice) >= 1, "rekeyed");
        AssertCarries(lab);
        await moon.UntilAsync(status => (int)status["ike_sas"]! == 1, "told of one IKE SA");

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        AssertCarries(lab);
        await moon.UntilAsync(_ => Ended(moon) >= 1, "rekeyed by who took over");
        AssertCarries(lab);
        Assert.Equal(1, (int)(await carol.AskAsync())["child_sas"]!);

        // Two exchanges behind CREATE_CHILD_SA, each with the next message ID.
        var answered = Answered(wire);
        Assert.True(
            Rekeyed(answered) >= 2, $"{string.Join(" ", answered)}\n{moon.Journal}");
    }

    private static void AssertCarries(Lab lab)
    {
        Bulk.AssertAnswered(lab, Lab.Behind);
        Bulk.AssertWhole(lab, Lab.Behind);
    }

    /// <summary>Whoever rekeys deletes what it has replaced.</summary>
    private static int Ended(LiveMember member) =>
        Regex.Count(member.Journal, "IKE SA .* ends: it is deleted");

    /// <summary>How many IKE SAs are rekeyed by CREATE_CHILD_SA and IKE_FOLLOWUP_KE twice, each
    /// with an answer.</summary>
    private static int Rekeyed(HashSet<(IkeSpi Spi, int Type, uint Id)> answered) =>
        answered.Count(one => one.Type == ExchangeType.CreateChildSa.Value
            && answered.Contains((one.Spi, ExchangeType.IkeFollowupKe.Value, one.Id + 1))
            && answered.Contains((one.Spi, ExchangeType.IkeFollowupKe.Value, one.Id + 2)));

    private static HashSet<(IkeSpi Spi, int Type, uint Id)> Answered(WireTap wire) =>
    [
        .. wire.Datagrams(500).Select(octets =>
            IkeFixedHeader.TryParse(octets, out var header, out _) && header.Flags.Response
                ? (header.InitiatorSpi, (int)header.ExchangeType, header.MessageId.Value)
                : default),
    ];

    [PeerFact]
    public async Task Who_has_none_of_them_has_no_SA()
    {
        using var lab = new Lab(hasPeer: true);
        PeerGateway.Write(lab, "[\"x25519-mlkem768\"]", "[\"x25519\"]");
        var alice = new LiveMember(lab, "alice");
        await alice.UntilActiveAsync();
        using var wire = new WireTap(lab, "br-out");
        var carol = new LiveMember(lab, "carol");
        await carol.UntilActiveAsync();
        await Task.Delay(2_000);
        Assert.Equal(0, (int)(await carol.AskAsync())["ike_sas"]!);
        Assert.Equal(0, (int)(await alice.AskAsync())["ike_sas"]!);
        Assert.DoesNotContain(
            wire.Datagrams(500),
            octets => IkeFixedHeader.TryParse(octets, out var header, out _)
                && header.ExchangeType == ExchangeType.IkeAuth.Value);
    }
}
