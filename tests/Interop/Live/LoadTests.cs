namespace Holdfast.Tests.Interop.Live;

/// <summary>Whoever takes over takes over a hundred tunnels, whose packets come all the time.
/// </summary>
[Collection(Lab.Second)]
public sealed class LoadTests
{
    private const int Peers = 100;
    private const int Rate = 200;

    // Under Strict a floor lies 2 packets ahead of a slow tunnel, and up to twice as far before it
    // comes down (docs/adr/0044).
    private const int FloorMost = 4;

    [LiveFact]
    public async Task A_hundred_tunnels_are_taken_over_and_each_goes_on()
    {
        using var lab = new Lab(hasPeer: true);
        LiveLoad.Introduce(lab, Peers);
        var (alice, moon) = await LiveMember.PairAsync(lab);
        var load = new LiveLoad(lab, Peers, Rate, seconds: 15);
        await load.UntilAskingAsync();
        await moon.UntilAsync(
            status => (int)status["child_sas"]! == Peers, "told of all CHILD SAs");
        await Task.Delay(2_000);

        alice.Signal("KILL");
        await moon.UntilActiveAsync();
        var seen = await load.EndedAsync();

        Assert.Contains("knew it as Synced", moon.Journal);
        Assert.Empty(seen["violations"]!.AsArray());
        Assert.Equal(Peers, (int)seen["stood"]!);

        // The same SPIs, no exchange of IKE, nothing accepted twice, no number used twice.
        Assert.Equal(Peers, (int)seen["kept"]!);
        Assert.Equal(0, (int)seen["ended"]!);
        Assert.Equal(0, (int)seen["twice"]!);
        Assert.Equal(0, (int)seen["replayed"]!);
        Assert.Equal(0, (int)seen["refused"]!);

        // All are answered again, and what is lost is what was asked while nobody answered, and
        // what lay below the floors.
        Assert.Equal(0, (int)seen["silent"]!);
        Assert.All(seen["tunnels"]!.AsArray(), tunnel =>
            Assert.InRange((int)tunnel!["answered"]!, 1, int.MaxValue));
        var silence = (double)seen["silence"]!;
        Assert.InRange(
            (int)seen["lost"]!, 1, (int)Math.Ceiling(silence * Rate) + (Peers * FloorMost));
    }
}
