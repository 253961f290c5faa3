using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.SaAges.State,
    Holdfast.StateMachines.Ike.SaAges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// When one SA is rekeyed and when it ends by age, RFC 7296 §2.8: the soft and the hard lifetime of
/// RFC 4301 §4.4.2.1. Law: whatever fails and however often, it is told to end once its hard
/// lifetime is over, and it is never told to be rekeyed from then on.
/// </summary>
public static class SaAges
{
    /// <summary>The part of a soft lifetime by which an SA is rekeyed earlier, at most: many that
    /// were made at once are not rekeyed at once.</summary>
    public const int JitterPart = 10;

    /// <summary>After how long something that has failed is asked for again.</summary>
    public static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>For how long an SA is left alone from when this reign first saw it, however old it
    /// is: its age is of the clock of whoever made it, and a rekey needs time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>How long an SA may live.</summary>
    /// <param name="Soft">When it is rekeyed, by up to a tenth earlier; null: never by age.</param>
    /// <param name="Hard">When it ends, whatever has become of its rekeys; null: never by age.
    /// </param>
    public readonly record struct Lifetime(TimeSpan? Soft, TimeSpan? Hard)
    {
        /// <summary>That of an SA that is rekeyed after some time: a fifth of it and a minute later
        /// it ends, by which time several rekeys have failed. Zero: it lives without a bound.
        /// </summary>
        public static Lifetime Of(TimeSpan rekeyAfter) => rekeyAfter <= TimeSpan.Zero
            ? default
            : new(rekeyAfter, rekeyAfter + (rekeyAfter / 5) + Grace);
    }

    /// <summary>What every member knows of how old an SA is.</summary>
    /// <param name="Made">When it was made, in seconds of Unix time by the clock of whoever made
    /// it; 0: nobody knows.</param>
    /// <param name="Drawn">Its SPI, of which its share of the jitter is made.</param>
    public readonly record struct Birth(uint Made, ulong Drawn);

    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>It is young, or a rekey of it failed.</summary>
        /// <param name="RekeyAt">When it is rekeyed by age; null: never.</param>
        /// <param name="EndAt">When it ends; null: never.</param>
        public sealed record Aging(Instant? RekeyAt, Instant? EndAt) : State
        {
            /// <summary>Whether a rekey of it failed: until <see cref="RekeyAt"/> none is asked
            /// for, whatever its numbers are.</summary>
            public bool HasFailed { get; init; }
        }

        /// <summary>It waits for its turn, or is being rekeyed.</summary>
        public sealed record Rekeying(Instant? EndAt) : State;

        /// <summary>Another one is in its place, or nothing is left to rekey.</summary>
        public sealed record Replaced(Instant? EndAt) : State;

        /// <summary>It was told to end, and is there still.</summary>
        /// <param name="AgainAt">When it is told once more.</param>
        public sealed record Ending(Instant AgainAt) : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;

        /// <summary>Its numbers come to their end, RFC 4303 §3.3.3.</summary>
        public sealed record NumbersEnd : Input;

        /// <summary>The turn has come to something: it was rekeyed, or needs none.</summary>
        public sealed record Done : Input;

        /// <summary>The turn was given up.</summary>
        public sealed record Failed : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Have it wait for its turn, and say <see cref="Input.Done"/> or
        /// <see cref="Input.Failed"/>.</summary>
        public sealed record Rekey : Output;

        /// <summary>End it: its peer is told by a Delete.</summary>
        public sealed record End : Output;
    }

    /// <summary>An SA that somebody sees for the first time in a reign.</summary>
    /// <param name="lifetime">How long it may live.</param>
    /// <param name="birth">How old it is.</param>
    /// <param name="unixNow">Seconds of Unix time, by our clock. An SA that was made later than
    /// that has no age yet.</param>
    /// <param name="now">Now.</param>
    public static State Seen(Lifetime lifetime, Birth birth, uint unixNow, Instant now)
    {
        var age = birth.Made == 0 || birth.Made > unixNow
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(unixNow - birth.Made);
        return new State.Aging(
            lifetime.Soft is { } soft
                ? now + Later(soft - Earlier(soft, birth.Drawn) - age, TimeSpan.Zero)
                : null,
            lifetime.Hard is { } hard ? now + Later(hard - age, Grace) : null);
    }

    /// <summary>When time makes a difference.</summary>
    public static Instant? Deadline(State state) => state switch
    {
        State.Aging(var rekeyAt, var endAt) => Instant.Earliest(rekeyAt, endAt),
        State.Rekeying(var endAt) => endAt,
        State.Replaced(var endAt) => endAt,
        State.Ending(var againAt) => againAt,
    };

    /// <summary>Decides. It is a value of one SA and no machine of its own: whoever has many keeps
    /// many.</summary>
    public static Next Decide(State state, Instant now, Input input) => state switch
    {
        State.Aging aging => FromAging(aging, now, input),
        State.Rekeying rekeying => FromRekeying(rekeying, now, input),
        State.Replaced replaced => FromReplaced(replaced, now, input),
        State.Ending ending => FromEnding(ending, now, input),
    };

    private static Next FromAging(State.Aging state, Instant now, Input input) => input switch
    {
        Input.Tick => state.EndAt <= now ? End(now)
            : state.RekeyAt <= now ? Rekey(state, Why.IsSoft)
            : Stay(state, Why.NothingIsDue),
        Input.NumbersEnd => state.EndAt <= now ? End(now)
            : state.HasFailed && now < state.RekeyAt ? Stay(state, Why.RestsFirst)
            : Rekey(state, Why.NumbersEnd),
        Input.Done => new(new State.Replaced(state.EndAt), default, Why.Done),
        Input.Failed => Stay(state, Why.OutOfTurn),
    };

    private static Next FromRekeying(
        State.Rekeying state, Instant now, Input input) => input switch
        {
            Input.Tick or Input.NumbersEnd => state.EndAt <= now
                ? End(now)
                : Stay(state, Why.IsAskedFor),
            Input.Done => new(new State.Replaced(state.EndAt), default, Why.Done),
            Input.Failed => new(
                new State.Aging(now + AgainAfter, state.EndAt) { HasFailed = true }, default,
                Why.Failed),
        };

    private static Next FromReplaced(
        State.Replaced state, Instant now, Input input) => input switch
        {
            Input.Tick or Input.NumbersEnd => state.EndAt <= now
                ? End(now)
                : Stay(state, Why.IsReplaced),
            Input.Done or Input.Failed => Stay(state, Why.OutOfTurn),
        };

    private static Next FromEnding(
        State.Ending state, Instant now, Input input) => input switch
        {
            Input.Tick or Input.NumbersEnd => state.AgainAt <= now
                ? End(now)
                : Stay(state, Why.IsToldToEnd),
            Input.Done or Input.Failed => Stay(state, Why.OutOfTurn),
        };

    private static Next End(Instant now) =>
        new(new State.Ending(now + AgainAfter), [new Output.End()], Why.IsHard);

    private static Next Rekey(State.Aging state, Reason why) =>
        new(new State.Rekeying(state.EndAt), [new Output.Rekey()], why);

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>By how much an SA is rekeyed earlier. SPIs have the number of their member in
    /// front: all of their bits count.</summary>
    private static TimeSpan Earlier(TimeSpan soft, ulong drawn)
    {
        var share = (uint)(unchecked(drawn * 0x9E37_79B9_7F4A_7C15) >> 32);
        return new((long)(((UInt128)(ulong)(soft / JitterPart).Ticks * share) >> 32));
    }

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason IsSoft =
            new("RFC 7296 §2.8", "its soft lifetime is over: it waits for its turn");
        public static readonly Reason NumbersEnd =
            new("RFC 7296 §2.8", "its numbers end: it waits for its turn");
        public static readonly Reason RestsFirst =
            new("Holdfast", "a rekey has failed: the next one comes later");
        public static readonly Reason IsAskedFor =
            new("Holdfast", "its rekey is asked for already");
        public static readonly Reason Done = new("Holdfast", "another one is in its place");
        public static readonly Reason Failed =
            new("Holdfast", "its rekey failed: again after a while");
        public static readonly Reason IsReplaced =
            new("Holdfast", "another one is in its place already");
        public static readonly Reason OutOfTurn = new("Holdfast", "nobody waits for that");
        public static readonly Reason IsHard = new(
            "RFC 7296 §2.8", "its hard lifetime is over: it is not used any more, and ends");
        public static readonly Reason IsToldToEnd =
            new("Holdfast", "it was told to end, and is told again after a while");
    }
}
