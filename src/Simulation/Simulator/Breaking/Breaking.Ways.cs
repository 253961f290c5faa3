using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>Faults of links, segments and SAs.</content>
internal sealed partial class Breaking
{
    private readonly Dictionary<string, long> _turning = [];
    private TimeSpan _convergence;
    private long _turns;

    private bool OfWay(Fault fault)
    {
        switch (fault)
        {
            case Fault.LinkDown(var link):
                return PortOf(link) is { IsUp: true } whole
                    && SetCarrier(whole, isUp: false);
            case Fault.LinkUp(var link):
                return PortOf(link) is { } port && Mend(port);
            case Fault.LinkLoses(var link, var way):
                if (PortOf(link) is not { } losing)
                {
                    return false;
                }

                losing.LosesOut |= way is LinkWay.Out or LinkWay.Both;
                losing.LosesIn |= way is LinkWay.In or LinkWay.Both;
                return true;
            case Fault.LinkFlaps(var link, var down, var up, var times):
                return PortOf(link) is { } flapping && Flap(flapping, down, up, times);
            case Fault.Partition(var segment, var apart):
                if (stage.Fabric.LanOf(segment) is not { } lan)
                {
                    return false;
                }

                lan.Apart = [.. apart];
                return true;
            case Fault.Rejoin(var segment):
                if (stage.Fabric.LanOf(segment) is not { Apart: not null } parted)
                {
                    return false;
                }

                parted.Apart = null;
                return true;
            case Fault.Reroute(var peer, var member):
                return Reroute(peer, member);
            case Fault.MtuFalls(var segment, var octets):
                if (stage.Fabric.LanOf(segment) is not { } narrow)
                {
                    return false;
                }

                narrow.MtuOctets = octets;
                return true;
            case Fault.AccessDown(var member, var segment):
                return Path(member, segment, works: false);
            case Fault.AccessUp(var member, var segment):
                return Path(member, segment, works: true);
            default:
                return false;
        }
    }

    private LanPort? PortOf(LinkName link) => stage.Fabric.PortOf(link.Who, link.Segment);

    private static bool SetCarrier(LanPort port, bool isUp)
    {
        if (port.IsUp != isUp)
        {
            port.IsUp = isUp;
            port.CarrierChanged(port);
        }

        return true;
    }

    private static bool Mend(LanPort port)
    {
        if (port.IsUp && !port.LosesIn && !port.LosesOut)
        {
            return false;
        }

        port.LosesIn = port.Plan.Way == LinkWay.Out;
        port.LosesOut = port.Plan.Way == LinkWay.In;
        return SetCarrier(port, isUp: true);
    }

    private bool Flap(LanPort port, TimeSpan down, TimeSpan up, int times)
    {
        if (times == 0 || stage.Agenda.Now >= Instant.Zero + stage.Plan.HealAt)
        {
            return false;
        }

        SetCarrier(port, isUp: false);
        stage.Agenda.After(down, () =>
        {
            SetCarrier(port, isUp: true);
            stage.Agenda.After(up, () => Flap(port, down, up, times - 1));
        });
        return true;
    }

    private bool Reroute(string peer, string? member)
    {
        if (!stage.Peers.ContainsKey(peer) || (member is not null
            && stage.SeatsOf(member).Count == 0))
        {
            return false;
        }

        if (member is null && !stage.Fabric.Returns.ContainsKey(peer))
        {
            return false;
        }

        if (_convergence == TimeSpan.Zero)
        {
            Turn(peer, member);
            return true;
        }

        // Routes look for the new way, and lead nowhere meanwhile.
        var turn = ++_turns;
        _turning[peer] = turn;
        stage.Fabric.Converging.Add(peer);
        stage.Agenda.After(_convergence, () =>
        {
            if (_turning.GetValueOrDefault(peer) == turn && stage.Fabric.Converging.Remove(peer))
            {
                Turn(peer, member);
            }
        });
        return true;
    }

    private void Turn(string peer, string? member)
    {
        if (member is null)
        {
            stage.Fabric.Returns.Remove(peer);
        }
        else
        {
            stage.Fabric.Returns[peer] = member;
        }
    }

    private bool Converge(TimeSpan time)
    {
        _convergence = time;
        return true;
    }

    private bool Path(string member, string segment, bool works)
    {
        var changes = false;
        foreach (var box in stage.SeatsOf(member))
        {
            changes |= Path(box, segment, works);
        }

        return changes;
    }

    private bool Path(MemberBox box, string segment, bool works)
    {
        var at = box.Access.Select(port => port.Lan.Name).ToList().IndexOf(segment);
        if (at >= 0)
        {
            var changes = works
                ? stage.Fabric.Pathless.Remove(box.Access[at])
                : stage.Fabric.Pathless.Add(box.Access[at]);
            box.Life?.LookForPath(at);
            return changes;
        }

        if (box.Access.Count > 0 || box.Gateway.Front != segment || box.Life is not { } life)
        {
            return false;
        }

        life.Take(new Input.AtLinks(new LinkSelection.Input.Path(0, works)));
        return true;
    }

    private void MendPaths()
    {
        foreach (var box in stage.Members.Values)
        {
            for (var at = 0; at < box.Access.Count; at++)
            {
                if (stage.Fabric.Pathless.Remove(box.Access[at]))
                {
                    box.Life?.LookForPath(at);
                }
            }
        }
    }

    private bool SendOn(string gateway, string? to)
    {
        var any = false;
        foreach (var box in stage.Members.Values.Where(one => one.Gateway.Name == gateway))
        {
            any = true;
            box.SendsTo = to is null ? null : stage.Plan.Gateway(to);
            box.Life?.SendOn();
        }

        return any;
    }

    private bool OfSas(Fault fault)
    {
        switch (fault)
        {
            case Fault.Rekey(var peer, RekeyOf.Children, ByPeer: false):
                return Serving(peer) is { } life && life.RekeyAll(peer);
            case Fault.Rekey(var peer, RekeyOf.Ike, ByPeer: false):
                return Serving(peer) is { } rekeying && rekeying.RekeyIkes(peer);
            case Fault.Rekey(var peer, var what, ByPeer: true):
                return AtPeer(peer, box => box.Rekey(what));
            case Fault.Delete(var peer, ByPeer: false):
                return Serving(peer) is { } deleting && deleting.DeleteIke(peer);
            case Fault.Delete(var spoke, ByPeer: true) when stage.Spokes.ContainsKey(spoke):
                return stage.Spokes[spoke].DeleteLinks();
            case Fault.Delete(var peer, ByPeer: true):
                return AtPeer(peer, box => box.DeleteIkes());
            case Fault.Establish(var peer):
                return AtPeer(peer, box => box.EstablishAll());
            default:
                return false;
        }
    }

    private bool AtPeer(string name, Func<PeerBox, bool> act) =>
        stage.Peers.GetValueOrDefault(name) is { } peer && peer.Take(() => act(peer));

    private MemberLife? Serving(string peer) => stage.Peers.TryGetValue(peer, out var box)
        ? stage.Members.Values.FirstOrDefault(
            member => member.MayServe && member.Gateway == box.Gateway)?.Life
        : null;
}
