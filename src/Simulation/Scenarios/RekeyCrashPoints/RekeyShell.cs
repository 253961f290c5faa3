using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Simulation.Scenarios.RekeyCrashPoints;

/// <summary>
/// What surrounds a machine of replication while it takes one input: the store, and exchanges of
/// IKE, none of whose messages leaves before its fact has taken effect.
/// </summary>
internal sealed class RekeyShell
{
    private readonly RekeyConfig _config;
    private readonly List<RekeyOutput> _outputs = [];
    private Boot _boot;
    private Started? _started;
    private State? _is;
    private bool _acts;
    private bool _usesIds;
    private bool _isFresh;
    private Reason _reason = new("Holdfast", "down");

    public RekeyShell(RekeyConfig config, RekeyState.Member member)
    {
        _config = config;
        (_boot, _started, _is, _acts, _usesIds, _isFresh) = member;
    }

    /// <summary>The IKE SA of a number.</summary>
    public static IkeSaId IkeOf(ulong number) => new(new(0x100 + number), new(0x200 + number));

    /// <summary>The number of an IKE SA.</summary>
    public static ulong NumberOf(IkeSaId ike) => ike.Initiator.Value - 0x100;

    /// <summary>The SPI of a CHILD SA.</summary>
    public static Spi SpiOf(ulong child) => new(0x300 + (uint)child);

    /// <summary>The CHILD SAs that a member knows, in order.</summary>
    public static Items<ulong> ChildrenOf(State state) =>
        [.. state.Replica.Sas.Children.Select(child => (ulong)child.Inbound.Value - 0x300).Order()];

    /// <summary>Whether something that is open is to be repeated.</summary>
    public static bool Repeats(RekeyState.Member member) =>
        member is { Acts: true, UsesIds: true, IsFresh: false, Is: { } one }
        && IsSettled(one) && one.Replica.Sas.Ikes.Any(ike => ike.Requests.Count > 0);

    public Next<RekeyState, RekeyOutput> Next() => new(
        new RekeyState.Member(_boot, _started, _is, _acts, _usesIds, _isFresh), [.. _outputs],
        _reason);

    /// <summary>A step, and what follows from it here.</summary>
    public void Take(RekeyInput input)
    {
        switch (input)
        {
            case RekeyInput.Crash:
                (_started, _is, _acts, _usesIds, _isFresh) = (null, null, false, false, false);
                break;
            case RekeyInput.Start when _is is null:
                _boot = _boot.Next(StoreFate.Kept);
                _started = _config.Of(_boot);
                _is = Initial(_started.Config, Instant.Zero);
                break;
            case RekeyInput.Tick:
                Tick();
                break;
            case RekeyInput.Heard(var from, var message):
                Do(new Input.Received(from, message));
                break;
            case RekeyInput.Connected(var other):
                Do(new Input.Connected(other));
                break;
            case RekeyInput.Authority(var isHere):
                Do(new Input.Authority(isHere));
                break;
            case RekeyInput.Establish:
                Propose(
                    new Change.IkeUp(IkeSaOf(1)),
                    new Change.ChildUp(ChildOf(1, 1)));
                break;
            case RekeyInput.Arrives(var message) when MaySpeak:
                Arrive(message);
                break;
            case RekeyInput.Want(var wish) when MaySpeak:
                Want(wish);
                break;
            case RekeyInput.Start or RekeyInput.Arrives or RekeyInput.Want:
                break;
        }

        CleanUp();
    }

    private bool MaySpeak => _acts && _usesIds && _is is not null && IsSettled(_is);

    private IkeSa TheIke => _is!.Replica.Sas.Ikes.First!;

    // Whatever it knows has taken effect.
    private static bool IsSettled(State state) =>
        state.Role is Role.Active active && active.Proposals.Count == 0
        && active.Committed == state.Replica.Index && state.Replica.Sas.Ikes.Count > 0;

    private void Tick()
    {
        if (_is is { } state && Deadline(_started!.Config, state) <= Instant.Zero)
        {
            Do(new Input.Tick());
        }
        else if (MaySpeak)
        {
            Repeat();
        }
    }

    private void Repeat()
    {
        _isFresh = true;
        foreach (var open in TheIke.Requests)
        {
            _outputs.Add(new RekeyOutput.Sends(RekeyMessage.Of(
                NumberOf(TheIke.Id), open.Id, open.Octets[0], isAnswer: false)));
        }
    }

    private void Want(RekeyWish wish)
    {
        var children = ChildrenOf(_is!);
        if (TheIke.Requests.Count > 0 || children.Count != 1)
        {
            return;
        }

        var (old, made) = wish == RekeyWish.Ike
            ? (NumberOf(TheIke.Id), NumberOf(TheIke.Id) + 1)
            : (children[0], 2 * children[0]);
        if (_config.Flaw == RekeyFlaw.ChildToldEarly && wish == RekeyWish.Child)
        {
            Propose(new Change.ChildUp(ChildOf(made, NumberOf(TheIke.Id))));
            _outputs.Add(new RekeyOutput.Sends(new(
                NumberOf(TheIke.Id), TheIke.NextRequest, wish, old, made, false, false)));
            return;
        }

        Ask(wish, old, made);
    }

    private void Ask(RekeyWish wish, ulong old, ulong made)
    {
        var ike = TheIke;
        var request = new RekeyMessage(
            NumberOf(ike.Id), ike.NextRequest, wish, old, made, false, false);
        Propose(new Change.RequestSent(
            ike.Id, new SealedMessage(ike.NextRequest, [request.Content], KeyHandle.None)));
    }

    private void Arrive(RekeyMessage message)
    {
        if (message.Ike != NumberOf(TheIke.Id))
        {
            return;
        }

        if (message.IsAnswer)
        {
            if (TheIke.Requests.Any(open => open.Id == message.Id))
            {
                Conclude(message);
            }
        }
        else if (TheIke.Responses.FirstOrDefault(
            one => one.Id == message.Id && one.Octets.Count > 0) is { } before)
        {
            _outputs.Add(new RekeyOutput.Sends(RekeyMessage.Of(
                message.Ike, message.Id, before.Octets[0], isAnswer: true)));
        }
        else if (message.Id == TheIke.NextExpected)
        {
            Answer(message);
        }
    }

    private void Conclude(RekeyMessage answer)
    {
        var ike = TheIke;
        var answered = new Change.RequestAnswered(ike.Id, answer.Id);
        switch (answer.Wish)
        {
            case RekeyWish.Child when answer.IsAccepted:
                Propose(answered, new Change.ChildUp(ChildOf(answer.New, answer.Ike)));
                break;
            case RekeyWish.Delete:
                Propose(answered, new Change.ChildDown(SpiOf(answer.Old)));
                break;
            case RekeyWish.Ike when answer.IsAccepted
                && _config.Flaw == RekeyFlaw.ChildrenLeftBehind:
                Propose(new Change.IkeDown(ike.Id), new Change.IkeUp(IkeSaOf(answer.New)));
                break;
            case RekeyWish.Ike when answer.IsAccepted:
                Propose(
                    new Change.IkeRekeyed(ike.Id, IkeSaOf(answer.New)),
                    new Change.IkeDown(ike.Id));
                break;
            case RekeyWish.Child or RekeyWish.Ike:
                Propose(answered);
                break;
        }
    }

    private void Answer(RekeyMessage request)
    {
        var children = ChildrenOf(_is!);
        var crosses = TheIke.Requests
            .Select(open => RekeyMessage.Of(0, open.Id, open.Octets[0], isAnswer: false))
            .Any(open => open.Wish != RekeyWish.Child);
        var answer = request.Answer(request.Wish switch
        {
            RekeyWish.Child => children.Contains(request.Old)
                && !children.Contains(2 * request.Old) && !crosses,
            RekeyWish.Delete => true,
            RekeyWish.Ike => false,
        });
        var sent = new Change.ResponseSent(
            TheIke.Id, new SealedMessage(request.Id, [answer.Content], KeyHandle.None));
        switch (request.Wish)
        {
            case RekeyWish.Child when answer.IsAccepted:
                Propose(sent, new Change.ChildUp(ChildOf(request.New, request.Ike)));
                break;
            case RekeyWish.Delete when children.Contains(request.Old):
                Propose(sent, new Change.ChildDown(SpiOf(request.Old)));
                break;
            default:
                Propose(sent);
                break;
        }
    }

    /// <summary>
    /// Whoever made the new SA deletes the old one, and of two new ones the cluster's (RFC 7296
    /// §2.8.1): read off what is known, so a member that has taken over goes on with it.
    /// </summary>
    private void CleanUp()
    {
        if (!MaySpeak || TheIke.Requests.Count > 0)
        {
            return;
        }

        var children = ChildrenOf(_is!);
        foreach (var child in children)
        {
            var (own, others) = (2 * child, (2 * child) + 1);
            if (children.Contains(own) && children.Contains(child))
            {
                var yields = children.Contains(others) && _config.Flaw != RekeyFlaw.NobodyYields;
                Ask(RekeyWish.Delete, yields ? own : child, 0);
                return;
            }
        }

        // The peer has deleted the old one meanwhile.
        if (children.FirstOrDefault(child => child % 2 == 0 && children.Contains(child + 1))
                is not 0 and var second && _config.Flaw != RekeyFlaw.NobodyYields)
        {
            Ask(RekeyWish.Delete, second, 0);
        }
    }

    private void Propose(params ReadOnlySpan<Change> changes) =>
        Do(new Input.Propose(1, [.. changes], null, KeyHandle.None));

    private void Do(Input input)
    {
        if (_is is not { } state)
        {
            return;
        }

        var next = SaReplication.Step(_started!.Config, state, Instant.Zero, input);
        (_is, _reason) = (next.State, next.Reason);
        foreach (var output in next.Outputs)
        {
            Act(output);
        }
    }

    private void Act(Output output)
    {
        switch (output)
        {
            case Output.Send send:
                _outputs.Add(new RekeyOutput.Shares(send.Message));
                break;
            case Output.PersistEpoch persist:
                _boot = _boot.Persisted(persist.Epoch);
                Do(new Input.Persisted(persist.Epoch));
                break;
            case Output.Reign(var takeover):
                _acts = true;
                _usesIds = takeover.Ikes.All(ike => ike.Action == IkeTakeover.Resume);
                break;
            case Output.Resume:
                _acts = true;
                break;
            case Output.Stop:
                (_acts, _isFresh) = (false, false);
                break;
            case Output.Transmit(var ike, var id, var octets, var isResponse)
                when octets.Count > 0:
                _isFresh = true;
                _outputs.Add(new RekeyOutput.Sends(
                    RekeyMessage.Of(NumberOf(ike), id, octets[0], isResponse)));
                break;
            default:
                break;
        }
    }

    private static IkeSa IkeSaOf(ulong number) => new(
        IkeOf(number), new(number), new([1]), default, IkeTraits.None, 1, 1, 0, 0, [], [], 0, 0, [],
        default, default);

    private static ChildSa ChildOf(ulong child, ulong ike) => new(
        SpiOf(child), new(0x400 + (uint)child), IkeOf(ike), new(0x10 + child), default,
        ChildTraits.None, 0, 0, 0, ulong.MaxValue, default);
}
