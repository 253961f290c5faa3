using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Tests.Examples.StateMachines.Liveness;

/// <summary>
/// The schedule of checks against one that is simple and slow: a list in the order in which SAs
/// asked, and two buckets of tokens. Both take every sequence of a few steps.
/// </summary>
public sealed class CheckScheduleOracle
{
    private const int Depth = 6;

    // A token comes back in two steps of time.
    private static readonly TimeSpan Half = TimeSpan.FromMilliseconds(50);

    /// <summary>Two SAs of peer 1, which may be checked one at a time, and one of peer 2.</summary>
    private static readonly (ulong Sa, ulong Peer)[] Sas = [(1, 1), (2, 1), (3, 2)];

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 2)]
    public void Every_sequence_is_granted_as_by_a_list_and_buckets(
        int burst, int atOnceMax, int perPeerMax)
    {
        var config = CheckSchedule.Config.TryCreate(
            new()
            {
                ChecksPerSecond = 10,
                Burst = burst,
                AtOnceMax = atOnceMax,
                PerPeerMax = perPeerMax,
                HintsPerSecond = 10,
                HintBurst = 1,
            },
            out var made, out var error)
            ? made
            : throw new InvalidOperationException(error.ToString());
        var model = new Model([], 2 * burst, 2, burst, atOnceMax, perPeerMax);
        var met = new HashSet<string>();
        Walk(config, CheckSchedule.Empty, model, Instant.Zero, "", met);

        // Asked and refused, granted and not, of a peer that is full and of one that is not.
        Assert.Superset(
            new HashSet<string> { "asked", "hint refused", "granted", "not granted", "released" },
            met);
    }

    private static void Walk(
        CheckSchedule.Config config, CheckSchedule schedule, Model model, Instant now, string path,
        HashSet<string> met)
    {
        Assert.True(
            (model.Running, model.Waiting) == (schedule.Running, schedule.Waiting), path);

        // A deadline is when somebody is granted, if nothing else happens.
        Assert.True(model.CanGrant == (schedule.Deadline(config) <= now), path);
        if (path.Length >= 3 * Depth)
        {
            return;
        }

        foreach (var (sa, peer) in Sas)
        {
            // Hints have a bucket for all: one SA is enough to empty it.
            foreach (var isHint in sa == 3 ? new[] { false, true } : [false])
            {
                var urgency = isHint ? LivenessCheck.Urgency.Hinted : LivenessCheck.Urgency.Wanted;
                var step = $"{path} {(isHint ? 'h' : 'a')}{sa}";
                var expected = model.TryAsk(sa, peer, isHint, out var asked);
                Assert.True(
                    expected == schedule.TryAsk(config, now, sa, peer, urgency, out var next), step);
                met.Add(expected ? "asked" : "hint refused");
                Walk(config, next, asked, now, step, met);
            }

            met.Add("released");
            Walk(config, schedule.Release(sa), model.Release(sa), now, $"{path} r{sa}", met);
        }

        var isGranted = model.TryGrant(out var who, out var granted);
        Assert.True(isGranted == schedule.TryGrant(config, now, out var sas, out var after), path);
        Assert.True(who == sas, $"{path} g: {who} and {sas}");
        met.Add(isGranted ? "granted" : "not granted");
        if (isGranted)
        {
            Walk(config, after, granted, now, $"{path} g ", met);
        }

        Walk(config, schedule, model.Later(), now + Half, $"{path} t ", met);
    }

    private enum Stage
    {
        Held,
        Ready,
        Running,
    }

    private sealed record Entry(ulong Sa, ulong Peer, Stage Stage);

    /// <param name="Entries">SAs in the order in which they asked.</param>
    /// <param name="Checks">Half tokens for checks.</param>
    /// <param name="Hints">Half tokens for hints.</param>
    private sealed record Model(
        Entry[] Entries, int Checks, int Hints, int Burst, int AtOnceMax, int PerPeerMax)
    {
        public int Running => Entries.Count(one => one.Stage == Stage.Running);

        public int Waiting => Entries.Length - Running;

        public bool CanGrant => TryGrant(out _, out _);

        public bool TryAsk(ulong sa, ulong peer, bool isHint, out Model next)
        {
            next = this;
            if (Entries.Any(one => one.Sa == sa))
            {
                return true;
            }

            if (isHint && Hints < 2)
            {
                return false;
            }

            var claims = Entries.Count(one => one.Peer == peer && one.Stage != Stage.Held);
            next = this with
            {
                Entries = [.. Entries, new(sa, peer, claims < PerPeerMax ? Stage.Ready : Stage.Held)],
                Hints = isHint ? Hints - 2 : Hints,
            };
            return true;
        }

        public bool TryGrant(out ulong sa, out Model next)
        {
            (sa, next) = (0, this);
            if (Entries.FirstOrDefault(one => one.Stage == Stage.Ready) is not { } first
                || Running >= AtOnceMax || Checks < 2)
            {
                return false;
            }

            sa = first.Sa;
            next = this with
            {
                Entries =
                [
                    .. Entries.Select(
                        one => one == first ? first with { Stage = Stage.Running } : one),
                ],
                Checks = Checks - 2,
            };
            return true;
        }

        /// <summary>Whoever of the peer asked first of those that are held takes the claim over.
        /// </summary>
        public Model Release(ulong sa)
        {
            var gone = Entries.FirstOrDefault(one => one.Sa == sa);
            Entry[] left = [.. Entries.Where(one => one.Sa != sa)];
            var heir = gone is null or { Stage: Stage.Held }
                ? null
                : left.FirstOrDefault(one => one.Peer == gone.Peer && one.Stage == Stage.Held);
            return this with
            {
                Entries = [.. left.Select(one => one == heir ? one with { Stage = Stage.Ready } : one)],
            };
        }

        public Model Later() => this with
        {
            Checks = Math.Min(Checks + 1, 2 * Burst),
            Hints = Math.Min(Hints + 1, 2),
        };
    }
}
