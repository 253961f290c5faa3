using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>Its configuration.</content>
public static partial class SaReplication
{
    /// <summary>
    /// How many reigns beyond the known ones may be begun before the others have acknowledged more;
    /// a start of a member uses up as many. The same on every member.
    /// </summary>
    public const uint ReignsAhead = 8;

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>This member's number.</summary>
        public byte Member { get; init; } = 1;

        /// <summary>The numbers of all members, this one included.</summary>
        public Items<byte> Members { get; init; } = [1, 2];

        /// <summary>What comes first when members do not hear each other.</summary>
        public SoloPolicy Solo { get; init; } = SoloPolicy.AvailabilityFirst;

        /// <summary>How many standbys must acknowledge.</summary>
        public CommitRule Commit { get; init; } = CommitRule.All;

        /// <summary>What happens about replay at a takeover.</summary>
        public ReplayPolicy Replay { get; init; } = ReplayPolicy.Strict;

        /// <summary>With Bounded: inbound numbers beyond the floor that are accepted.</summary>
        public uint Exposed { get; init; } = 64;

        /// <summary>The time between two heartbeats of the active member.</summary>
        public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(50);

        /// <summary>How long the active member may be silent before another may be promoted.
        /// </summary>
        public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMilliseconds(250);

        /// <summary>
        /// How long a standby counts as synced after it sent what the active member has heard.
        /// </summary>
        public TimeSpan SyncedFor { get; init; } = TimeSpan.FromSeconds(12);

        /// <summary>
        /// How long the first hop takes to see that the active member is gone: its hold time.
        /// </summary>
        public TimeSpan DetectWithin { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>How much faster or slower a clock may be, in millionths.</summary>
        public int DriftPpm { get; init; } = 1_000;

        /// <summary>After a sleep longer than this a member sends nothing before it has proved
        /// its epoch anew. Shorter than SyncedFor: time that it slept through lets nobody go on
        /// alone.</summary>
        public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>How old knowledge may be and still be taken over, with a jump.</summary>
        public TimeSpan StaleFor { get; init; } = TimeSpan.FromMinutes(5);

        /// <summary>How long a member that is promoted asks the others for what they know.
        /// </summary>
        public TimeSpan GatherFor { get; init; } = TimeSpan.FromMilliseconds(300);

        /// <summary>The most packets per second in an SA and direction; a jump covers it.</summary>
        public uint PacketsPerSecondMax { get; init; } = 1_000_000;

        /// <summary>Numbers in a lease of outbound numbers.</summary>
        public uint LeaseBlock { get; init; } = 1 << 20;

        /// <summary>The most numbers that a floor lies ahead.</summary>
        public uint FloorBlock { get; init; } = 1 << 16;

        /// <summary>Facts that are kept for members that missed some.</summary>
        public int TailMax { get; init; } = 4_096;

        /// <summary>Facts that may wait for acknowledgements.</summary>
        public int OpenMax { get; init; } = 1_024;

        /// <summary>SAs in a part of a snapshot.</summary>
        public int PartMax { get; init; } = 256;

        /// <summary>Heartbeats between two comparisons of digests.</summary>
        public int DigestEvery { get; init; } = 20;

        /// <summary>This start.</summary>
        public StartRecord Start { get; init; } =
            new(new(1), 1, Epoch.None, StoreCondition.Missing);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
        private static readonly TimeSpan Day = TimeSpan.FromDays(1);

        private Config(Settings settings)
        {
            Settings = settings;
            Others = [.. settings.Members.Where(member => member != settings.Member)];
            SoloAfter = SoloAfterOf(settings.SyncedFor, settings.DriftPpm);
            LongestAge = Tick + new[]
            {
                settings.StaleFor, settings.SyncedFor, SoloAfter, settings.SilentAfter,
                settings.HoldTime + settings.Heartbeat,
            }.Max();
        }

        /// <summary>What was set.</summary>
        public Settings Settings { get; }

        /// <summary>The other members.</summary>
        public Items<byte> Others { get; }

        /// <summary>
        /// How long after the last acknowledgement every standby must have called itself stale, by
        /// a clock that runs as slowly as this one runs fast.
        /// </summary>
        public TimeSpan SoloAfter { get; }

        /// <summary>No age makes a difference beyond this one.</summary>
        internal TimeSpan LongestAge { get; }

        /// <summary>This start's term in an epoch of this member.</summary>
        internal Term TermOf(uint reign) =>
            new(new(reign, Settings.Member), Settings.Start.Boot);

        internal bool IsSafetyFirst => Settings.Solo == SoloPolicy.SafetyFirst;

        /// <summary>
        /// Checks settings. The error says which value cannot stand, and what to change.
        /// </summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var wrong = Wrong(settings);
            error = wrong ?? default;
            config = wrong is null ? new(settings) : null;
            return wrong is null;
        }

        /// <summary>The settings, checked.</summary>
        /// <exception cref="ArgumentException">They cannot stand; the message says why.</exception>
        public static Config Create(Settings settings) =>
            TryCreate(settings, out var config, out var error)
                ? config
                : throw new ArgumentException(error.ToString(), nameof(settings));

        /// <summary>T × (1 + ε) ÷ (1 − ε), rounded up, and a tick.</summary>
        public static TimeSpan SoloAfterOf(TimeSpan syncedFor, int driftPpm)
        {
            const long million = 1_000_000;
            var product = (Int128)syncedFor.Ticks * (million + driftPpm);
            var divisor = million - driftPpm;
            return TimeSpan.FromTicks((long)((product + divisor - 1) / divisor) + 1);
        }

        private static ConfigError? Wrong(Settings s) =>
            WrongMembers(s)
            ?? ConfigError.Outside(nameof(s.Heartbeat), s.Heartbeat, Tick, Day)
            ?? ConfigError.Outside(
                nameof(s.SilentAfter), s.SilentAfter, 2 * s.Heartbeat, Day)
            ?? ConfigError.Outside(nameof(s.DetectWithin), s.DetectWithin, TimeSpan.Zero, Day)
            ?? WrongSyncedFor(s)
            ?? ConfigError.Outside(nameof(s.DriftPpm), s.DriftPpm, 0, 100_000)
            ?? ConfigError.Outside(
                nameof(s.HoldTime), s.HoldTime, s.Heartbeat, s.SyncedFor - (2 * s.Heartbeat))
            ?? ConfigError.Outside(nameof(s.StaleFor), s.StaleFor, s.SyncedFor, 7 * Day)
            ?? ConfigError.Outside(nameof(s.GatherFor), s.GatherFor, TimeSpan.Zero, Day)
            ?? ConfigError.Outside(nameof(s.LeaseBlock), s.LeaseBlock, 1, uint.MaxValue)
            ?? ConfigError.Outside(nameof(s.FloorBlock), s.FloorBlock, 2, uint.MaxValue)
            ?? ConfigError.Outside(nameof(s.OpenMax), s.OpenMax, 1, 1 << 20)
            ?? ConfigError.Outside(nameof(s.TailMax), s.TailMax, s.OpenMax, 1 << 24)
            ?? ConfigError.Outside(nameof(s.PartMax), s.PartMax, 1, 1 << 16)
            ?? ConfigError.Outside(nameof(s.DigestEvery), s.DigestEvery, 1, 1 << 20)
            ?? WrongStart(s.Start);

        private static ConfigError? WrongStart(StartRecord start) =>
            start.Boot.Value == 0
                ? new("Start.Boot", "0", "a random number", "draw one at each start")
            : start.Epoch is { Reign: 0, Member: not 0 }
                ? new("Start.Epoch", $"{start.Epoch}", "a reign from 1 on", "drop its member")
            : null;

        private static ConfigError? WrongMembers(Settings s)
        {
            if (!s.Members.Contains(s.Member))
            {
                return new ConfigError(
                    nameof(s.Members), $"{s.Members}", $"a list with this member, {s.Member}",
                    $"add {s.Member}");
            }

            return s.Members.Distinct().Count() == s.Members.Count
                ? null
                : new ConfigError(
                    nameof(s.Members), $"{s.Members}", "a list of different members",
                    "take the repeated ones out");
        }

        // A member dies, the first hop sees it DetectWithin later, and the standby knew up to two
        // heartbeats before. Were it stale by then, every takeover would cost a rekey.
        private static ConfigError? WrongSyncedFor(Settings s) => ConfigError.Outside(
            nameof(s.SyncedFor), s.SyncedFor,
            s.DetectWithin + s.SilentAfter + (2 * s.Heartbeat) + Tick, 7 * Day);
    }
}
