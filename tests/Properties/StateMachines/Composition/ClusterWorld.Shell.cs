using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>What the shell of a member does about outputs.</summary>
internal sealed partial class ClusterWorld
{
    public static readonly IkeSaId Carol = new(new(0x101), new(0x202));
    public static readonly Spi CarolChild = new(0x0100_0301);

    private uint _nonces = 1;
    private ulong _tickets = 1;
    private ulong _secrets = 0x1000;

    /// <summary>Whether a member that asks itself again has such an SA by then, half-open.
    /// </summary>
    public bool IsHalfOpen { get; set; }

    /// <summary>Whether carol answers.</summary>
    public bool CarolLives { get; set; } = true;

    /// <summary>An IKE SA with a CHILD SA of carol, 10.9.0.0/24 behind her.</summary>
    public void Establish(
        int member, IkeTraits traits = IkeTraits.MessageIdSync,
        ChildTraits child = ChildTraits.None, ulong leased = 100)
    {
        Replicate(member, new SaReplication.Input.Propose(
            _tickets++,
            [
                new Change.IkeUp(new(
                    Carol, new(11), new("carol"u8), default, traits, 1, 1, 2, 2, [], [], 0, 0, [],
                    default, default)),
                new Change.ChildUp(Child(CarolChild, 12) with { Traits = child }),
            ],
            null, KeyHandle.None));
        if (leased > 0)
        {
            Lease(member, leased);
        }
    }

    /// <summary>The data path asks for numbers.</summary>
    public void Lease(int member, ulong through) => Replicate(
        member,
        new SaReplication.Input.Propose(
            _tickets++, [new Change.Leased(CarolChild, through, through)], null,
            KeyHandle.None));

    public static ChildSa Child(Spi inbound, ulong keys) => new(
        inbound, new(0x401), Carol, new(keys), Behind("10.9.0.0", "10.9.0.255"),
        ChildTraits.None, 0, 0, 0, ulong.MaxValue, default);

    /// <summary>A description that says what is behind a peer.</summary>
    public static Octets Behind(string first, string last)
    {
        var selectors = new TrafficSelectorPayloadValue
        {
            Selectors =
            [
                new()
                {
                    Body = new TrafficSelectorBody.Ipv4Range(new()
                    {
                        StartPort = 0,
                        EndPort = ushort.MaxValue,
                        StartingAddress = OctetsOf(first),
                        EndingAddress = OctetsOf(last),
                    }),
                },
            ],
        };
        Assert.True(
            ChildRoutes.TryDescribe(selectors, default, out var description, out var error),
            $"{error}");
        return description;
    }

    private static Octets OctetsOf(string address)
    {
        var octets = new byte[4];
        HostAddress.Parse(address).Write(octets);
        return new(octets);
    }

    private void Carry(int member, Host host, Output output)
    {
        var who = NameOf(member);
        switch (output)
        {
            case Output.OpenTraffic:
                host.IsOpen = true;
                _log.Add($"{who}: traffic");
                break;
            case Output.CloseTraffic:
                host.IsOpen = false;
                _log.Add($"{who}: no traffic");
                break;
            case Output.OfFirstHop(var side, var said):
                CarryFirstHop(member, host, side, said);
                break;
            case Output.OfRoutes(var change):
                CarryRoute(who, host, change);
                break;
            case Output.OfReplication(var wanted):
                CarryReplication(member, wanted);
                break;
            case Output.OfMessageIds(var ike, var wanted):
                CarryMessageIds(member, ike, wanted);
                break;
            case Output.SealCheck(var ike, var id):
                _log.Add($"{who}: check {id}");
                Later(member, Request(ike, id));
                break;
            case Output.SealCounters(var ike, var id, var delta):
                _log.Add($"{who}: asks carol to move counters by {delta.Value}, {id}");
                Later(member, Request(ike, id));
                break;
            case Output.OfMessageIdSync(var ike, MessageIdSync.Output.Draw):
                Later(member, new Input.AtMessageIdSync(
                    ike, new MessageIdSync.Input.Drawn(_nonces++)));
                break;
            case Output.OfMessageIdSync(var ike, MessageIdSync.Output.Ask ask):
                _log.Add($"{who}: asks carol for IDs from {ask.M1}");
                FromCarol(new Input.AtMessageIdSync(ike, new MessageIdSync.Input.Answered(
                    ask.Nonce, ask.P1, ask.M1)));
                break;
            case Output.BeginWork(var work, var ike, var child):
                _log.Add($"{who}: {work} {(child is { } spi ? $"{spi}" : $"{ike}")}");
                break;
            case Output.OfDpd(var ike, DeadPeerDetection.Output.SendRUThere(var sequence)):
                _log.Add($"{who}: R-U-THERE {sequence}");
                FromCarol(new Input.AtDpd(
                    ike, new DeadPeerDetection.Input.RUThereAck(sequence)));
                break;
            case Output.AskAgain(var question, var barrier):
                _log.Add($"{who}: asks itself again");
                Later(member, new Input.UnknownSpi(question, IsHalfOpen, barrier));
                break;
            case Output.OfTokenMaker(TokenMaker.Output.MakeSecret):
                _log.Add($"{who}: makes a secret");
                for (var to = 0; to < 2; to++)
                {
                    Later(to, new Input.AtTokenMaker(
                        new TokenMaker.Input.SecretMade(new(++_secrets))));
                }

                break;
            case Output.OfLiveness or Output.OfDpd or Output.OfLinks or Output.OfDrain
                or Output.WorkGivenUp or Output.OfForeign or Output.OfMessageIdSync
                or Output.OfTokenMaker or Output.OfTokenTaker or Output.OfRedirection
                or Output.OfHub or Output.OfRegistration or Output.OfShortcut:
                _log.Add($"{who}: {Short(output)}");
                break;
        }
    }

    private static string Short(Output output) => output switch
    {
        Output.OfLiveness(_, var inner) => inner.GetType().Name,
        Output.OfDpd(_, var inner) => inner.GetType().Name,
        Output.OfLinks(var inner) => inner.GetType().Name,
        Output.OfDrain(var inner) => inner.GetType().Name,
        Output.OfForeign(var inner) => inner.GetType().Name,
        Output.OfTokenMaker(var inner) => inner.GetType().Name,
        Output.OfTokenTaker(_, var inner) => inner.GetType().Name,
        Output.OfRedirection(_, var inner) => inner.GetType().Name,
        Output.OfHub(var inner) => inner.GetType().Name,
        Output.OfRegistration(_, var inner) => inner.GetType().Name,
        Output.OfShortcut(_, var inner) => inner.GetType().Name,
        Output.OfMessageIdSync(_, var inner) => inner.GetType().Name,
        _ => output.GetType().Name,
    };

    private void CarryFirstHop(
        int member, Host host, HsrpPair.Side side, HsrpGroup.Output said)
    {
        var group = side == HsrpPair.Side.Front ? host.Config.Hsrp.Front : host.Config.Hsrp.Back;
        HsrpGroup.Message Heard(HsrpGroup.Announcement a) => new(
            new(group.Address, a.Priority), a.Phase, a.HelloTime, a.HoldTime, a.VirtualAddress);
        switch (said)
        {
            case HsrpGroup.Output.ClaimVirtualMac:
                host.Addresses.Add(side);
                _log.Add($"{NameOf(member)}: claims {side}");
                break;
            case HsrpGroup.Output.ReleaseVirtualMac:
                host.Addresses.Remove(side);
                _log.Add($"{NameOf(member)}: gives up {side}");
                break;
            case HsrpGroup.Output.SendHello(var hello):
                Say(new HsrpGroup.Input.Hello(Heard(hello)));
                break;
            case HsrpGroup.Output.SendCoup(var coup):
                Say(new HsrpGroup.Input.Coup(Heard(coup)));
                break;
            case HsrpGroup.Output.SendResign(var resign):
                Say(new HsrpGroup.Input.Resign(Heard(resign)));
                break;
            case HsrpGroup.Output.AnnounceVirtualAddress:
                break;
        }

        void Say(HsrpGroup.Input heard) => Later(
            1 - member, new Input.AtFirstHop(side, heard),
            side == HsrpPair.Side.Front ? Segment.Front : Segment.Back);
    }

    private void CarryRoute(string who, Host host, ReverseRouteInjection.Output change)
    {
        switch (change)
        {
            case ReverseRouteInjection.Output.Add(var route):
                Assert.True(host.Routes.Add(route), $"{route} is there already");
                _log.Add($"{who}: adds {route.Prefix}");
                break;
            case ReverseRouteInjection.Output.Withdraw(var route):
                Assert.True(host.Routes.Remove(route), $"{route} is not there");
                _log.Add($"{who}: withdraws {route.Prefix}");
                break;
            case ReverseRouteInjection.Output.Replace(var old, var route):
                Assert.True(host.Routes.Remove(old) && host.Routes.Add(route));
                break;
            case ReverseRouteInjection.Output.Guard(var prefix, var vrf, _):
                Assert.True(host.Guards.Add((vrf, prefix)));
                break;
            case ReverseRouteInjection.Output.Unguard(var prefix, var vrf, _):
                Assert.True(host.Guards.Remove((vrf, prefix)));
                break;
            default:
                _log.Add($"{who}: {change.GetType().Name}");
                break;
        }
    }

    private void CarryReplication(int member, SaReplication.Output wanted)
    {
        switch (wanted)
        {
            case SaReplication.Output.Send(var to, var message):
                Later(
                    to - 1,
                    new Input.AtReplication(
                        new SaReplication.Input.Received((byte)(member + 1), message)),
                    Segment.Sync);
                break;
            case SaReplication.Output.PersistEpoch(var epoch):
                _stored[member] = epoch;
                Later(member, new Input.AtReplication(new SaReplication.Input.Persisted(epoch)));
                break;
            case SaReplication.Output.Seal(var ticket, var message, _):
                Later(member, new Input.AtReplication(new SaReplication.Input.Sealed(
                    ticket, [new(message.ToArray())])));
                break;
            case SaReplication.Output.Reign(var takeover):
                _log.Add($"{NameOf(member)}: reigns in {takeover.Epoch}, {takeover.Standing}");
                break;
            case SaReplication.Output.Stop(var why):
                _log.Add($"{NameOf(member)}: stops, {why}");
                break;
            case SaReplication.Output.Resume:
                _log.Add($"{NameOf(member)}: goes on");
                break;
            case SaReplication.Output.Refused(_, var why):
                _log.Add($"{NameOf(member)}: refused, {why}");
                break;
        }
    }

    private void CarryMessageIds(int member, IkeSaId ike, MessageIds.Output wanted)
    {
        switch (wanted)
        {
            case MessageIds.Output.Seal(var id):
                Later(member, Request(ike, id));
                break;
            case MessageIds.Output.Finish(var id):
                // Behind the step: what else it wants done comes first.
                Later(member, new Input.AtReplication(new SaReplication.Input.Propose(
                    _tickets++, [new Change.RequestAnswered(ike, id)], null, KeyHandle.None)));
                break;
            case MessageIds.Output.Take(var id):
                Later(member, new Input.AtReplication(new SaReplication.Input.Propose(
                    _tickets++, [new Change.ResponseSent(ike, new(id, [], KeyHandle.None))],
                    new Letters($"response {id}"), new(11))));
                break;
            case MessageIds.Output.Transmit(var message):
                var text = System.Text.Encoding.ASCII.GetString(message[0].Span);
                _log.Add($"{NameOf(member)}: {text} to carol");
                if (text.StartsWith("request ", StringComparison.Ordinal))
                {
                    FromCarol(new Input.AtMessageIds(
                        ike, new MessageIds.Input.Answered(uint.Parse(
                            text[8..], System.Globalization.CultureInfo.InvariantCulture))));
                }

                break;
            default:
                _log.Add($"{NameOf(member)}: {wanted.GetType().Name}");
                break;
        }
    }

    private Input.AtReplication Request(IkeSaId ike, uint id) =>
        new(new SaReplication.Input.Propose(
            _tickets++, [new Change.RequestSent(ike, new(id, [], KeyHandle.None))],
            new Letters($"request {id}"), new(11)));

    /// <summary>What carol says goes to whoever has the address of the outside.</summary>
    public void FromCarol(Input input)
    {
        for (var member = 0; CarolLives && member < 2; member++)
        {
            if (_hosts[member] is { } host && host.Addresses.Contains(HsrpPair.Side.Front))
            {
                Later(member, input, Segment.Peer);
            }
        }
    }

    private void Later(int to, Input input, Segment? segment = null)
    {
        if (_hosts[to] is not null && (segment is not { } over || !Cuts.Contains(over)))
        {
            OnTheWay.Add(new(to, input, segment));
        }
    }

    /// <summary>A message for trying: a few letters.</summary>
    private sealed record Letters(string Text) : IWireValue
    {
        public int SizeOf() => Text.Length;

        public bool TryWrite(
            Span<byte> destination, in WriteScope scope, out int written, out EncodeError error)
        {
            error = default;
            written = System.Text.Encoding.ASCII.GetBytes(Text, destination);
            return true;
        }
    }
}
