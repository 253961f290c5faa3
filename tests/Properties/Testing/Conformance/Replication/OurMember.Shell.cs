using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Conformance.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <content>How cases begin, and what becomes of outputs.</content>
internal sealed partial class OurMember
{
    /// <summary>A pair that has begun, and what its stores have.</summary>
    private sealed record Pair(MemberGroup Members, Epoch[] Stored);

    private static readonly ConcurrentDictionary<ReplicationSettings, Pair> Pairs = [];

    /// <summary>A pair in which the first one reigns over the SAs, and both know them.</summary>
    private static Pair Begin(ReplicationSettings settings)
    {
        var group = new MemberGroup(2, _ => MemberGroup.Fast(CommitRule.All) with
        {
            Heartbeat = TimeSpan.FromMilliseconds(200),
            SilentAfter = TimeSpan.FromMilliseconds(700),
            DetectWithin = TimeSpan.FromMilliseconds(900),
            SyncedFor = TimeSpan.FromSeconds(2.4),
            HoldTime = TimeSpan.FromSeconds(1.5),
        });
        Epoch[] stored = [Epoch.None, Epoch.None];
        group.OnOutput += (at, output) =>
            stored[at] = output is Output.PersistEpoch(var epoch) ? epoch : stored[at];
        group.Connect();
        group.Do(0, new Input.Authority(true));
        group.Run(TimeSpan.FromSeconds(3));
        group.Propose(
            0, 1,
            new Change.IkeUp(MemberGroup.Sa with
            {
                SendWindow = (byte)settings.Window,
                ReceiveWindow = (byte)settings.Window,
                NextExpected = 0,
            }),
            new Change.ChildUp(MemberGroup.Child with
            {
                Traits = settings.IsExtended ? ChildTraits.ExtendedNumbers : ChildTraits.None,
            }),
            new Change.FloorRaised(MemberGroup.Child.Inbound, settings.ReceivedSoFar));
        group.Run(TimeSpan.FromSeconds(1));
        if (settings.SentSoFar > 0)
        {
            group.Propose(0, 2, MemberGroup.Lease(settings.SentSoFar));
            group.Run(TimeSpan.FromSeconds(1));
            Assert.Equal(settings.SentSoFar, group.Known(1));
        }

        group.ExpectWhole(0);
        return new(group, stored);
    }

    private ReplayWindow WindowFrom(ulong floor) => new(64, _settings.IsExtended, floor);

    private void Do(Instant now, Input input)
    {
        var next = SaReplication.Step(_config, _state, now, input);
        _state = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Output.Send(_, var message):
                    _said.Add(new MemberSaid.ToOther(message));
                    break;
                case Output.PersistEpoch(var epoch):
                    _store = _store with { Epoch = epoch };
                    _said.Add(new MemberSaid.Keeps(_store));
                    Do(now, new Input.Persisted(epoch));
                    break;
                case Output.Committed(var ticket) when _tickets.Remove(ticket, out var then):
                    if (then is not null)
                    {
                        _said.Add(then);
                    }

                    break;
                case Output.Transmit(_, var id, var octets, var isResponse):
                    _said.Add(isResponse
                        ? new MemberSaid.Answer(id, [.. octets.Select(part => Text(part))])
                        : Asks(id, Text(octets[0])));
                    break;
                case Output.SendThrough(var spi, var through, _) when IsOurs(spi):
                    _outbound = _outbound.Renew(through);
                    break;
                case Output.AcceptThrough(var spi, var floor) when IsOurs(spi):
                    _inbound = _inbound.Raise(floor);
                    break;
                case Output.Reign(var takeover):
                    Reign(takeover);
                    break;
                case Output.Resume:
                    _acts = true;
                    break;
                case Output.Stop:
                    _acts = false;
                    break;
                default:
                    break;
            }
        }
    }

    private static MemberSaid Asks(uint id, string content) =>
        content.StartsWith(ChildWord, StringComparison.Ordinal)
            ? new MemberSaid.Offer(int.Parse(
                content[ChildWord.Length..], CultureInfo.InvariantCulture))
            : new MemberSaid.Request(id, content);

    private static bool IsOurs(Spi spi) => spi == MemberGroup.Child.Inbound;

    private void Reign(Takeover takeover)
    {
        var plan = takeover.Children.First(one => IsOurs(one.Inbound));
        _acts = true;
        _usesIds = takeover.Ikes.All(one => one.Action == IkeTakeover.Resume);
        (_outbound, _inbound, _reign) = (plan.Outbound, plan.Floor, plan.NonceReign);
        _window = WindowFrom(plan.Floor.Bottom);
    }
}
