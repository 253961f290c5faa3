using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>What may break: a bit for each member, side or direction.</summary>
/// <param name="Crashed">Members that are gone.</param>
/// <param name="SidesDown">Interfaces that are lost: member × side.</param>
/// <param name="Cuts">Directions in which nothing arrives: side × sender.</param>
internal readonly record struct Damage(int Crashed, int SidesDown, int Cuts)
{
    public bool IsCrashed(int member) => (Crashed & (1 << member)) != 0;

    public bool IsSideDown(int member, Side side) => (SidesDown & Bit(member, side)) != 0;

    public bool IsCut(int sender, Side side) => (Cuts & Bit(sender, side)) != 0;

    public bool IsWhole(int member) =>
        !IsCrashed(member) && !IsSideDown(member, Side.Front) && !IsSideDown(member, Side.Back);

    /// <summary>Whether a segment loses nothing, in either direction.</summary>
    public bool IsJoined(Side side) => !IsCut(0, side) && !IsCut(1, side);

    public static int Bit(int member, Side side) => 1 << ((2 * member) + (int)side);
}

/// <summary>Two members, two segments, now at the origin; a value, so that it can be searched.
/// </summary>
/// <param name="Members">Their states, normal.</param>
/// <param name="Open">Where traffic passes, as the outputs said it.</param>
/// <param name="Damage">What is broken now.</param>
/// <param name="Quiet">Units of time since something broke or was mended, saturated.</param>
/// <param name="Faults">Faults that may still happen.</param>
internal sealed record PairWorld(
    Items<State> Members, Items<bool> Open, Damage Damage, int Quiet, int Faults)
{
    public static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(1);

    private static readonly Side[] Sides = [Side.Front, Side.Back];

    public static PairWorld Start(PairRules rules, int faults)
    {
        PairWorld world = new(
            [rules.Initial(0), rules.Initial(1)], [false, false], default, 0, faults);
        for (var member = 0; member < 2; member++)
        {
            foreach (var side in Sides)
            {
                world = world.Take(
                    rules, member, new Input.At(side, new HsrpGroup.Input.Enable()));
            }
        }

        return world.Normal(rules);
    }

    public int OpenCount => Open.Count(isOpen => isOpen);

    /// <summary>Whether a member is due now.</summary>
    public bool IsDue(PairRules rules, int member) =>
        !Damage.IsCrashed(member)
        && rules.Deadline(member, Members[member]) <= Instant.Zero;

    /// <summary>A unit of time passes; only while nobody is due.</summary>
    public PairWorld Pass(PairRules rules) => this with
    {
        Members = [.. Members.Select(state => Rebase(state, -Unit))],
        Quiet = Math.Min(Quiet + 1, rules.QuietMax),
    };

    public PairWorld Tick(PairRules rules, int member, Side side, HsrpGroup.HsrpTimer timer) =>
        Take(rules, member, new Input.Tick(side, new(0, timer))).Normal(rules);

    /// <summary>A member loses all that it knew; traffic does not pass there.</summary>
    public PairWorld Crash(PairRules rules, int member) => this with
    {
        Members = Members.With(member, rules.Initial(member)),
        Open = Open.With(member, false),
        Damage = Damage with { Crashed = Damage.Crashed | (1 << member) },
        Quiet = 0,
        Faults = Faults - 1,
    };

    public PairWorld Restart(PairRules rules, int member)
    {
        var world = this with
        {
            Damage = Damage with { Crashed = Damage.Crashed & ~(1 << member) },
            Quiet = 0,
        };
        foreach (var side in Sides.Where(side => !Damage.IsSideDown(member, side)))
        {
            world = world.Take(rules, member, new Input.At(side, new HsrpGroup.Input.Enable()));
        }

        return world.Normal(rules);
    }

    /// <summary>An interface is lost, and with it the Resign.</summary>
    public PairWorld LoseSide(PairRules rules, int member, Side side)
    {
        var world = this with
        {
            Damage = Damage with { SidesDown = Damage.SidesDown | Damage.Bit(member, side) },
            Quiet = 0,
            Faults = Faults - 1,
        };
        return world.Take(rules, member, new Input.At(side, new HsrpGroup.Input.Disable()))
            .Normal(rules);
    }

    public PairWorld MendSide(PairRules rules, int member, Side side)
    {
        var world = this with
        {
            Damage = Damage with { SidesDown = Damage.SidesDown & ~Damage.Bit(member, side) },
            Quiet = 0,
        };
        return world.Take(rules, member, new Input.At(side, new HsrpGroup.Input.Enable()))
            .Normal(rules);
    }

    public PairWorld Cut(int sender, Side side) => this with
    {
        Damage = Damage with { Cuts = Damage.Cuts | Damage.Bit(sender, side) },
        Quiet = 0,
        Faults = Faults - 1,
    };

    public PairWorld Join() => this with { Damage = Damage with { Cuts = 0 }, Quiet = 0 };

    /// <summary>From what differs most; the rest is compared.</summary>
    public override int GetHashCode() => HashCode.Combine(
        Members[0].Front.Phase, Members[0].Front.Timers, Members[0].Back.Timers,
        Members[1].Front.Timers, Members[1].Back.Timers, Members[1].Front.Phase, Damage,
        (Quiet * 64) + Faults);

    /// <summary>What must hold in every world; null: it does.</summary>
    public string? Fault(PairRules rules)
    {
        for (var member = 0; member < 2; member++)
        {
            if (Open[member] != Members[member].IsOpen)
            {
                return $"member {member} says {Open[member]} of traffic, and is not so (I13)";
            }
        }

        // Two members forward only while both segments lose messages.
        var isSplit = !Damage.IsJoined(Side.Front) && !Damage.IsJoined(Side.Back);
        if (Quiet >= rules.QuietMax && !isSplit && OpenCount > 1)
        {
            return "two members let traffic pass (I9, I13)";
        }

        var isJoined = Damage.IsJoined(Side.Front) && Damage.IsJoined(Side.Back);
        var canServe = Damage.IsWhole(0) || Damage.IsWhole(1);
        return Quiet >= rules.QuietMax && isJoined && canServe && OpenCount != 1
            ? "a member could let traffic pass, and none does (I10)"
            : null;
    }

    private PairWorld Normal(PairRules rules) => this with
    {
        Members = [.. Members.Select((state, i) => rules.Normalize(i, state))],
    };

    /// <summary>An input to one member, and all messages that follow from it, in order.</summary>
    private PairWorld Take(PairRules rules, int member, Input input)
    {
        var world = this;
        var wire = new Queue<(int To, Input Input)>([(member, input)]);
        while (wire.TryDequeue(out var next))
        {
            var (to, taken) = next;
            var step = rules.Step(to, world.Members[to], taken);
            var open = world.Open[to];
            foreach (var output in step.Outputs)
            {
                open = output switch
                {
                    Output.OpenTraffic => true,
                    Output.CloseTraffic => false,
                    Output.At => open,
                };
                if (output is Output.At(var side, var said)
                    && !world.Damage.IsSideDown(to, side) && !world.Damage.IsCut(to, side)
                    && !world.Damage.IsCrashed(1 - to)
                    && !world.Damage.IsSideDown(1 - to, side)
                    && rules.Heard(to, side, said) is { } heard)
                {
                    wire.Enqueue((1 - to, new Input.At(side, heard)));
                }
            }

            world = world with
            {
                Members = world.Members.With(to, step.State),
                Open = world.Open.With(to, open),
            };
        }

        return world;
    }
}
