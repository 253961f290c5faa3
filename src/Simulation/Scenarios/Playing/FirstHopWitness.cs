using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Hsrp;
using Holdfast.Simulation.Scenarios.FrontBackSplit;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;
using GroupStep = System.Func<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Instant,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Next<
        Holdfast.StateMachines.Hsrp.HsrpGroup.State,
        Holdfast.StateMachines.Hsrp.HsrpGroup.Output>>;
using Instant = Holdfast.StateMachines.Instant;
using PairStep = Holdfast.StateMachines.Composition.ClusterMember.PartStep<
    Holdfast.StateMachines.Hsrp.HsrpPair.Config,
    Holdfast.StateMachines.Hsrp.HsrpPair.State,
    Holdfast.StateMachines.Hsrp.HsrpPair.Input,
    Holdfast.StateMachines.Hsrp.HsrpPair.Output>;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Stands beside the first hop of every member of a run, and asks of each step what the explorer
/// asks of it: the claims of RFC 2281 where groups are alone, I13 where they are bound, I9 and I10
/// of all members. One witness is for one run.
/// </summary>
public sealed class FirstHopWitness
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly Items<StepInvariant<HsrpGroup.Config, HsrpGroup.State,
        HsrpGroup.Input, HsrpGroup.Output>> _claims =
        [
            VirtualMac.Claim, Announcements.Claim, Yielding.Claim, Succession.Claim,
            SilentListeners.Claim, Preempting.Claim, HoldTimes.Claim, Refusals.Claim,
        ];

    // Of a bound pair the front decides in its own election; the back follows it.
    private readonly Items<StepInvariant<HsrpGroup.Config, HsrpGroup.State,
        HsrpGroup.Input, HsrpGroup.Output>> _ofFront = [Succession.Claim];

    private readonly PairStep _step;
    private readonly bool _isAlone;
    private readonly SortedSet<string> _broken = new(StringComparer.Ordinal);
    private readonly Dictionary<HostAddress, Door> _doors = [];
    private Instant? _twoSince;
    private Instant? _splitSince;
    private Instant _twoUntil;
    private TimeSpan _within;

    private FirstHopWitness(PairStep step, bool isAlone) => (_step, _isAlone) = (step, isAlone);

    /// <summary>What a member is outside and inside, as its outputs made it.</summary>
    private sealed record Door(
        HsrpGroup.Phase Front, HsrpGroup.Phase Back, bool IsFront, bool IsBack, bool IsOpen);

    /// <summary>Whose groups each decide alone, by such a step.</summary>
    public static FirstHopWitness OfGroups(GroupStep step) => new(
        (config, state, now, input) => UnboundGroups.Step(step, config, state, now, input),
        isAlone: true);

    /// <summary>Whose groups are bound, by such a step.</summary>
    public static FirstHopWitness OfPairs(PairStep step) => new(step, isAlone: false);

    /// <summary>The step of the first hop for the run.</summary>
    public Next<State, Output> Step(Config config, State state, Instant now, Input input)
    {
        var next = _step(config, state, now, input);
        if (input is Input.At(var side, var inner) && (_isAlone || side == Side.Front))
        {
            Ask(
                side == Side.Front ? config.Front : config.Back,
                side == Side.Front ? (state.Front, next.State.Front)
                    : (state.Back, next.State.Back),
                inner, next.Outputs, side, now);
        }

        Watch(
            config, next, now,
            isNew: state is
            {
                Front.Phase: HsrpGroup.Phase.Initial, Back.Phase: HsrpGroup.Phase.Initial,
            });
        return next;
    }

    /// <summary>Whether two were active for longer than a hold time and a Hello after something was
    /// last broken or mended; a tenth more is for jitter, and the way of a Hello.</summary>
    /// <param name="mended">When that was.</param>
    /// <param name="end">When the run ended.</param>
    public bool IsLate(TimeSpan mended, TimeSpan end) =>
        (_twoSince is null ? _twoUntil - Instant.Zero : end) - mended > 1.1 * _within;

    /// <summary>The claims that did not hold, once the run is over.</summary>
    public Items<string> Broken()
    {
        var isActive = _doors.Values.Any(door => door.Front == HsrpGroup.Phase.Active);
        return _doors.Count > 0 && !isActive ? [.. _broken, "I10"] : [.. _broken];
    }

    private void Ask(
        HsrpGroup.Config config, (HsrpGroup.State Before, HsrpGroup.State After) state,
        HsrpGroup.Input input, Outputs<Output> outputs, Side side, Instant now)
    {
        var by = Instant.Zero - now;
        var step = new StepTaken<HsrpGroup.Config, HsrpGroup.State, HsrpGroup.Input,
            HsrpGroup.Output>(
            config, HsrpGroup.Rebase(state.Before, by), input,
            HsrpGroup.Rebase(state.After, by),
            [
                .. outputs.AsEnumerable().OfType<Output.At>().Where(one => one.Side == side)
                    .Select(one => one.Output),
            ]);
        foreach (var claim in _isAlone ? _claims : _ofFront)
        {
            if (!claim.Holds(step))
            {
                _broken.Add(claim.Name);
            }
        }
    }

    private void Watch(
        Config config, Next<State, Output> next, Instant now, bool isNew)
    {
        var member = config.Front.Address;
        var door = isNew || !_doors.TryGetValue(member, out var known)
            ? new(default, default, false, false, false)
            : known;
        foreach (var output in next.Outputs.AsEnumerable())
        {
            door = Done(door, output);
            if (!_isAlone && door.IsOpen && !(door.IsFront && door.IsBack))
            {
                _broken.Add("I13");
            }
        }

        _within = HsrpGroup.HoldTimeOf(config.Front, next.State.Front)
            + HsrpGroup.HelloTimeOf(config.Front, next.State.Front);
        _twoUntil = _twoSince is null ? _twoUntil : now;
        _doors[member] = door with
        {
            Front = next.State.Front.Phase,
            Back = next.State.Back.Phase,
        };
        Lasting(
            ref _twoSince, now, "I9", Brief,
            _doors.Values.Count(one => one.Front == HsrpGroup.Phase.Active) > 1);
        Lasting(ref _splitSince, now, "I13", Quiet, IsSplit());
    }

    /// <summary>Whether what comes in by one member would return by another one.</summary>
    private bool IsSplit()
    {
        var front = _doors.Values.Where(one => one.Front == HsrpGroup.Phase.Active).ToList();
        var back = _doors.Values.Where(one => one.Back == HsrpGroup.Phase.Active).ToList();
        return front.Count > 0 && back.Count > 0
            && (front.Any(one => !back.Contains(one)) || back.Any(one => !front.Contains(one)));
    }

    private void Lasting(
        ref Instant? since, Instant now, string claim, TimeSpan most, bool isWrong)
    {
        since = isWrong ? since ?? now : null;
        if (since is { } from && now - from > most)
        {
            _broken.Add(claim);
        }
    }

    private static Door Done(Door door, Output output) => output switch
    {
        Output.OpenTraffic => door with { IsOpen = true },
        Output.CloseTraffic => door with { IsOpen = false },
        Output.At(Side.Front, HsrpGroup.Output.ClaimVirtualMac) => door with { IsFront = true },
        Output.At(Side.Back, HsrpGroup.Output.ClaimVirtualMac) => door with { IsBack = true },
        Output.At(Side.Front, HsrpGroup.Output.ReleaseVirtualMac) => door with { IsFront = false },
        Output.At(Side.Back, HsrpGroup.Output.ReleaseVirtualMac) => door with { IsBack = false },
        Output.At => door,
    };
}
