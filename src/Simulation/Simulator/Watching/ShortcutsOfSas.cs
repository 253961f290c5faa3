using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Spokes;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I34: a spoke has a shortcut only while its SA is up at its own end, at every moment, and at the
/// other one, but for as long as the liveness check may need to find that it is not.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class ShortcutsOfSas(Verdicts verdicts, Stage stage) : Onlooker
{
    private const string Name = "I34";
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1);

    /// <summary>Registrations that a hub has accepted.</summary>
    public long Registrations { get; private set; }

    /// <summary>Packets that came past the hubs.</summary>
    public long PastHubs { get; private set; }

    public void Registered() => Registrations++;

    public void Came() => PastHubs++;

    /// <summary>A machine has decided about a way.</summary>
    public void Look(SpokeBox spoke, SpokeWay way)
    {
        if (way is { Installed: not null, Router: { } router } && !spoke.HasLink(router))
        {
            verdicts.Broken(
                Name, $"{spoke.Name} has a shortcut to {way.Destination} over no SA");
        }
    }

    /// <summary>A packet under an SA that its receiver has no longer.</summary>
    public override void Outside(LanPort port, Ipv4Packet packet)
    {
        if (stage.Spokes.Count > 0 && UdpCarried.TryEsp(packet, out var esp)
            && stage.Links.Of(esp.Spi) is var (link, receiver)
            && IsLostForLong(link, receiver))
        {
            verdicts.Broken(
                Name, $"{port.Owner} sends under {esp.Spi}, which its receiver has lost");
        }
    }

    /// <summary>The run is over.</summary>
    public void End()
    {
        foreach (var spoke in stage.Spokes.Values)
        {
            foreach (var way in spoke.Ways)
            {
                Look(spoke, way);
            }

            foreach (var link in spoke.Links)
            {
                if (link.IsUp && (IsLostForLong(link.Agreement, 0)
                    || IsLostForLong(link.Agreement, 1)))
                {
                    verdicts.Broken(
                        Name, $"{spoke.Name} has an SA that {link.Remote!.Name} has lost");
                }
            }
        }
    }

    private bool IsLostForLong(LinkAgreement link, int side) =>
        link.LostAt(side) is { } lost && stage.Agenda.Now - lost > FoundWithin();

    /// <summary>Silence for so long, and each question that is not answered, the last one too.
    /// </summary>
    private TimeSpan FoundWithin()
    {
        var longest = TimeSpan.Zero;
        foreach (var peer in stage.Plan.Peers)
        {
            var silence = peer.WorryAfter + (peer.RetryAfter * ((1 << peer.SendsMax) - 1));
            longest = silence > longest ? silence : longest;
        }

        return longest + OnTheWay;
    }
}
