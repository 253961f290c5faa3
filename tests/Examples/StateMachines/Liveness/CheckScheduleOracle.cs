using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Tests.Examples.StateMachines.Liveness;

/// <summary>
/// The schedule of checks against one that is simple and slow: a list in the order in which SAs
/// asked, those of it that are checked, and two buckets of tokens. It knows no stages and no claim
/// that is handed on: who may be checked is counted anew each time. Both take every sequence of a
/// few steps.
/// </summary>
public sealed class CheckScheduleOracle
{
    private const int Depth = 6;

    // A token comes back in two steps of time.
    private static readonly TimeSpan Half = TimeSpan.FromMilliseconds(50);

    /// <summary>Two SAs of peer 1, and a third one of it or of another peer.</summary>
    [Theory]
    [InlineData(1, 1, 1, 2)]
    [InlineData(1, 2, 1, 2)]
    [InlineData(2, 2, 2, 2)]
    [InlineData(2, 2, 1, 1)]
    [InlineData(2, 2, 2, 1)]
    public void Every_sequence_is_granted_as_by_a_list_and_buckets(
        int burst, int atOnceMax, int perPeerMax, int thirdPeer)
    {
        (ulong Sa, ulong Peer)[] sas = [(1, 1), (2, 1), (3, (ulong)thirdPeer)];
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
        var model = new Model([], [], 2 * burst, 2, burst, atOnceMax, perPeerMax);
        var met = new HashSet<string>();
        Walk(config, sas, CheckSchedule.Empty, model, Instant.Zero, "", met);

        // Asked and refused, granted and not, of a peer that is full and of one that is not.
        Assert.Superset(
            new HashSet<string> { "asked", "hint refused", "granted", "not granted", "released" },
            met);
    }

    private static void Walk(
        CheckSchedule.Config config, (ulong Sa, ulong Peer)[] sas, CheckSchedule schedule,
        Model model, Instant now, string path, HashSet<string> met)
    {
        Assert.True(
            (model.Running, model.Waiting) == (schedule.Running, schedule.Waiting), path);

        // A deadline is when somebody is granted, if nothing else happens.
        Assert.True(model.CanGrant == (schedule.Deadline(config) <= now), path);
        if (path.Length >= 3 * Depth)
        {
            return;
        }

        foreach (var (sa, peer) in sas)
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
                Walk(config, sas, next, asked, now, step, met);
            }

            met.Add("released");
            Walk(
                config, sas, schedule.Release(sa), model.Release(sa), now, $"{path} r{sa}", met);
        }

        var isGranted = model.TryGrant(out var who, out var granted);
        var isChosen = schedule.TryGrant(config, now, out var chosen, out var after);
        Assert.True(isGranted == isChosen, path);
        Assert.True(who == chosen, $"{path} g: {who} and {chosen}");
        met.Add(isGranted ? "granted" : "not granted");
        if (isGranted)
        {
            Walk(config, sas, after, granted, now, $"{path} g ", met);
        }

        Walk(config, sas, schedule, model.Later(), now + Half, $"{path} t ", met);
    }

    private sealed record Entry(ulong Sa, ulong Peer);

    /// <param name="Asked">SAs that wait or are checked, in the order in which they asked.</param>
    /// <param name="Checked">Those of them that are checked.</param>
    /// <param name="Checks">Half tokens for checks.</param>
    /// <param name="Hints">Half tokens for hints.</param>
    private sealed record Model(
        Entry[] Asked, Entry[] Checked, int Checks, int Hints, int Burst, int AtOnceMax,
        int PerPeerMax)
    {
        public int Running => Checked.Length;

        public int Waiting => Asked.Length - Checked.Length;

        public bool CanGrant => TryGrant(out _, out _);

        public bool TryAsk(ulong sa, ulong peer, bool isHint, out Model next)
        {
            next = this;
            if (Asked.Any(one => one.Sa == sa))
            {
                return true;
            }

            if (isHint && Hints < 2)
            {
                return false;
            }

            next = this with
            {
                Asked = [.. Asked, new(sa, peer)],
                Hints = isHint ? Hints - 2 : Hints,
            };
            return true;
        }

        /// <summary>The first that waits, and before which few enough of its peer still wait or
        /// are checked.</summary>
        public bool TryGrant(out ulong sa, out Model next)
        {
            (sa, next) = (0, this);
            var may = Asked.FirstOrDefault(one => !Checked.Contains(one)
                && Asked.TakeWhile(other => other != one).Count(other => other.Peer == one.Peer)
                    < PerPeerMax);
            if (may is null || Running >= AtOnceMax || Checks < 2)
            {
                return false;
            }

            sa = may.Sa;
            next = this with { Checked = [.. Checked, may], Checks = Checks - 2 };
            return true;
        }

        public Model Release(ulong sa) => this with
        {
            Asked = [.. Asked.Where(one => one.Sa != sa)],
            Checked = [.. Checked.Where(one => one.Sa != sa)],
        };

        public Model Later() => this with
        {
            Checks = Math.Min(Checks + 1, 2 * Burst),
            Hints = Math.Min(Hints + 1, 2),
        };
    }
}
