using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Two ends of a tunnel that want SAs and die. Law: one end of the trace is the gateway, the other
/// one its peer; of whom one dies it is the one that the other has to notice, so that one is the
/// peer, unless what it has left in its kernel is asked after.
/// </summary>
/// <param name="world">The world; alice serves in its beginning.</param>
/// <param name="begins">When the trace begins in it.</param>
/// <param name="shell">Which end is the peer, and which SAs end.</param>
internal sealed class TunnelScore(WorldPlan world, TimeSpan begins, PlayedShell shell)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    private const StringComparison Ordinal = StringComparison.Ordinal;
    private const string Member = "alice";
    private const string Peer = "carol";
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10);

    private string _peer = Peer;

    protected override void Begin()
    {
        var dies = Rest.Select(one => WhoDies(one.What)).FirstOrDefault(one => one is not null);
        _peer = shell.Peer
            ?? (!shell.FindsWhatItLeft ? dies : dies == Peer ? Member : Peer) ?? Peer;
    }

    protected override void Happens(string what)
    {
        switch (what.Split(' '))
        {
            case var _ when WhoDies(what) is { } end:
                // Whoever is left hears no more of it.
                Add(new Fault.Crash(BoxOf(end))
                {
                    KeepsKernel = end != _peer && what.StartsWith("the daemon", Ordinal),
                });
                break;
            case [var end, "starts"]:
                Add(new Fault.Restart(BoxOf(end)));
                break;
            case [_, "wants", "a", "create"]:
                Add(new Fault.Establish(Peer));
                break;
            case [var end, "wants", "a", "rekey"]:
                Add(new Fault.Rekey(Peer, RekeyOf.Children, ByPeer: end == _peer));
                break;
            case [var end, "wants", "a", "delete"] when shell.EndsChildren:
                Add(new Fault.Rekey(Peer, RekeyOf.Children, ByPeer: end == _peer));
                break;
            case [var end, "wants", "a", "delete"]:
                Add(new Fault.Delete(Peer, ByPeer: end == _peer));
                break;
            default:
                throw Unknown(what);
        }

        Now += Apart;
    }

    private string BoxOf(string end) => end == _peer ? Peer : Member;

    private static string? WhoDies(string what) => what.Split(' ') switch
    {
        [var end, "loses", "its", "power"] => end,
        ["the", "daemon", "of", var end, "dies"] => end,
        _ => null,
    };
}
