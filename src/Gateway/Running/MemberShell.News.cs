using Holdfast.Gateway.Control;
using Holdfast.Gateway.Sync;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Running;

/// <content>What happens to it: carriers, members, people.</content>
public sealed partial class MemberShell
{
    private readonly Dictionary<byte, string> _lost = [];
    private int _drops;

    private IEnumerable<string> Cards =>
        new[] { _gateway.Interfaces.Front, _gateway.Interfaces.Back }
            .Concat(_gateway.Interfaces.Links?.Values ?? [])
            .Distinct(StringComparer.Ordinal);

    private string CardOf(string link) =>
        _gateway.Interfaces.Links?.GetValueOrDefault(link) ?? _gateway.Interfaces.Front;

    /// <summary>An interface works, or does not any more.</summary>
    private void Carrier(int link, bool works, bool isGone)
    {
        if (!_cards.TryGetValue(link, out var card))
        {
            return;
        }

        if (isGone)
        {
            throw new GatewayException($"the interface {card} is gone");
        }

        if (_carriers.TryGetValue(link, out var before) && before == works)
        {
            return;
        }

        _carriers[link] = works;
        Journal.Carrier(_journal, card, works);
        for (var at = 0; at < _config.Set.Links.Names.Count; at++)
        {
            if (CardOf(_config.Set.Links.Names[at]) == card)
            {
                Do(new Input.AtLinks(new LinkSelection.Input.Carrier(at, works)));
            }
        }

        TrackedLinks(card, works);
        foreach (var side in Sides.Where(side => CardOf(side) == card))
        {
            Do(new Input.AtFirstHop(
                side, works ? new HsrpGroup.Input.Enable() : new HsrpGroup.Input.Disable()));
        }
    }

    /// <summary>Tracked links that are no access links; those the member tracks itself.</summary>
    private void TrackedLinks(string card, bool works)
    {
        var tracked = _config.Hsrp.Front.Links;
        for (var at = 0; at < tracked.Count; at++)
        {
            var name = tracked[at].Name;
            if (!_config.Set.Links.Names.Contains(name) && name != _config.Set.Links.TrackedAs
                && CardOf(name) == card)
            {
                Do(new Input.LinkChanged(at, works));
            }
        }
    }

    private void Hear(SyncNews news)
    {
        switch (news)
        {
            case SyncNews.Connected(var member):
                Journal.Connected(_journal, NameOf(member));
                _lost.Remove(member);
                Do(new Input.AtReplication(new SaReplication.Input.Connected(member)));
                break;
            case SyncNews.Said(var from, var message):
                Do(new Input.AtReplication(new SaReplication.Input.Received(from, message)));
                break;
            case SyncNews.Learned(var handle, var material):
                using (material)
                {
                    _ipsec?.TakeKeys(handle, material.Span);
                }

                break;
            case SyncNews.Lost(var member, var why):
                // One line where it begins: it is tried again and again.
                if (_lost.GetValueOrDefault(member ?? 0) != why)
                {
                    _lost[member ?? 0] = why;
                    Journal.Lost(
                        _journal, member is { } known ? NameOf(known) : "a stranger", why);
                }

                break;
        }
    }

    private Task<string> AnswerAsync(ControlRequest request)
    {
        var answer = new TaskCompletionSource<string>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(() =>
        {
            switch (request)
            {
                case ControlRequest.Drain:
                    Do(new Input.AtDrain(new MemberDrain.Input.Leave()));
                    break;
                case ControlRequest.Remain:
                    Remain();
                    break;
                case ControlRequest.Status:
                    break;
            }

            answer.SetResult(StatusNow().ToJson());
        });
        return answer.Task;
    }

    private MemberStatus StatusNow()
    {
        var connected = _mesh.Connected;
        return new()
        {
            Cluster = _config.Set.Cluster,
            Member = _config.Self.Name,
            Role = Named(_state.Replication.Role),
            Standing = _state.Replication.Role is SaReplication.Role.Standby standby
                ? Named(standby.Standing)
                : null,
            Epoch = _state.Replication.Role is SaReplication.Role.Active active
                ? $"{active.Reign}"
                : null,
            IsOpen = _state.IsOpen,
            Groups = [.. Sides.Select(GroupStatus)],
            Others =
            [
                .. _config.Set.Members
                    .Where(one => one.Number != _config.Set.Self)
                    .Select(one => new MemberStatus.OtherStatus(
                        one.Name, connected.Contains(one.Number))),
            ],
            Drain = _state.Drain switch
            {
                MemberDrain.State.Serving => "serving",
                MemberDrain.State.Finishing => "finishing",
                MemberDrain.State.Pushing => "pushing",
                MemberDrain.State.Yielding => "yielding",
                MemberDrain.State.Drained => "drained",
            },
            IkeSas = _state.Replication.Replica.Sas.Ikes.Count,
            ChildSas = _state.Replication.Replica.Sas.Children.Count,
            Traffic = TrafficNow(),
            GuardDrops = _drops,
            Uptime = (Now - _started).TotalSeconds,
        };
    }

    private MemberStatus.GroupStatus GroupStatus(HsrpPair.Side side)
    {
        var group = GroupOf(side);
        var state = StateOf(side);
        return new(
            side == HsrpPair.Side.Front ? "front" : "back",
            $"{state.Phase}", $"{group.VirtualAddress}",
            HsrpGroup.PriorityOf(group, state), _shared[(int)side].Name);
    }
}
