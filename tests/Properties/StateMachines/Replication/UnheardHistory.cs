using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// Histories of three members in which starts are switched off, others are given the keys, and
/// many reigns go by that not everybody hears of.
/// </summary>
/// <param name="Policy">What comes first when members do not hear each other.</param>
/// <param name="HasShortTail">Whether a member that missed facts is sent a snapshot.</param>
/// <param name="Acts">What happens, in order.</param>
internal sealed record UnheardHistory(
    SoloPolicy Policy, bool HasShortTail, Items<UnheardHistory.Act> Acts)
{
    private const int Members = 3;

    /// <summary>Reigns of one act: more than may be begun without anybody's acknowledgement.
    /// </summary>
    private const int Many = (int)SaReplication.ReignsAhead + 1;

    private const int LostStore = (int)Store.Lost;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Ways on which the second member holds keys unheard, while the first one reigns on and on,
    /// and then comes back to it without its store. Histories are drawn around them.
    /// </summary>
    private static readonly Items<Items<Act>> Ways =
    [
        // It is switched off, comes back beside the third, and is given the keys by it.
        [
            new(Kind.SwitchOff, 1, 0), new(Kind.Part, 0, 0), new(Kind.Start, 1, LostStore),
            new(Kind.Ask, 1, 0), new(Kind.Crash, 2, 0), new(Kind.Part, 1, 0),
            new(Kind.Renew, 2, 0), .. BackTo(0, 2),
        ],

        // The same, before the reign of which it hears nothing; the switch is told in that reign.
        [
            new(Kind.Crash, 1, 0), new(Kind.Part, 0, 0), new(Kind.Start, 1, LostStore),
            new(Kind.Ask, 1, 0), new(Kind.Part, 1, 0), new(Kind.Reign, 0, 0),
            new(Kind.TellLate, 1, 0), new(Kind.Renew, 2, 0), .. BackTo(0, 2),
        ],

        // It joins whoever reigns, and the third, who takes over, has not heard of it.
        [
            new(Kind.Crash, 1, 0), new(Kind.Part, 2, 0), new(Kind.Start, 1, LostStore),
            new(Kind.Ask, 1, 0), new(Kind.SwitchOff, 0, 2), new(Kind.TellLate, 1, 2),
            new(Kind.Reign, 2, 0), new(Kind.Part, 1, 0), new(Kind.Start, 0, LostStore),
            new(Kind.Renew, 0, 0), .. BackTo(2, 0),
        ],
    ];

    private static Act[] BackTo(int one, int other) =>
    [
        new(Kind.Reign, one, 0), new(Kind.Between, one, other), new(Kind.Crash, one, 0),
        new(Kind.Crash, other, 0), new(Kind.Heal, 0, 0), new(Kind.Start, one, LostStore),
        new(Kind.Start, other, LostStore), new(Kind.Reign, 1, 0), new(Kind.Around, 1, 0),
        new(Kind.Around, 1, 0),
    ];

    internal enum Kind
    {
        /// <summary>One dies, and nobody is told.</summary>
        Crash,

        /// <summary>One starts anew; the other number says with which store.</summary>
        Start,

        /// <summary>One dies by a switch, and the other, or each one, is told.</summary>
        SwitchOff,

        /// <summary>The other is told, late, that the start before was switched off.</summary>
        TellLate,

        /// <summary>One hears nobody, the two others each other.</summary>
        Part,

        /// <summary>Nobody hears anybody.</summary>
        PartAll,

        /// <summary>All hear each other.</summary>
        Heal,

        /// <summary>One begins to want, asks, and gives up.</summary>
        Ask,

        /// <summary>The first hop goes to one.</summary>
        Reign,

        /// <summary>Many reigns of two by turns, or of one.</summary>
        Between,

        /// <summary>Many reigns of all by turns.</summary>
        Around,

        /// <summary>One starts anew again and again.</summary>
        Renew,

        /// <summary>Time passes.</summary>
        Wait,
    }

    /// <summary>What happens, and to whom.</summary>
    internal readonly record struct Act(Kind Kind, int One, int Other)
    {
        public override string ToString() => $"{Kind} {One} {Other}";
    }

    public static UnheardHistory Draw(Choices choices)
    {
        var policy = choices.Below(2) == 0 ? SoloPolicy.AvailabilityFirst : SoloPolicy.SafetyFirst;
        var hasShortTail = choices.Below(4) > 0;
        return new(policy, hasShortTail, choices.Below(5) == 0
            ? [.. Enumerable.Range(0, choices.Below(32)).Select(_ => Any(choices))]
            : [.. Around(choices)]);
    }

    // Now and then an act of the way is left out or another one, or one comes before it; the two
    // others may have changed places.
    private static IEnumerable<Act> Around(Choices choices)
    {
        int[] places = choices.Below(2) == 0 ? [0, 1, 2] : [0, 2, 1];
        foreach (var act in Ways[choices.Below(Ways.Count)])
        {
            var how = choices.Below(16);
            if (how is 0 or 1)
            {
                yield return Any(choices);
            }

            if (how != 2)
            {
                yield return how == 3 ? Any(choices)
                    : new(
                        act.Kind, places[act.One],
                        act.Kind != Kind.Start ? places[act.Other]
                            : choices.Below(3) == 0 ? choices.Below(Members)
                            : act.Other);
            }
        }
    }

    private static Act Any(Choices choices) => new(
        choices.Of(Enum.GetValues<Kind>()), choices.Below(Members), choices.Below(Members));

    /// <summary>Plays it; what was used twice, or nothing.</summary>
    /// <param name="reads">As what a member reads what another one says.</param>
    public string Play(Func<MemberGroup, int, SyncMessage, SyncMessage>? reads = null)
    {
        var group = MemberGroup.Reigning(Members, _ => Settings);
        if (reads is not null)
        {
            group.Reads = (to, message) => reads(group, to, message);
        }

        var play = new Playing(group);
        foreach (var act in Acts)
        {
            play.Do(act);
        }

        return string.Join('\n', play.Nonces.Twice);
    }

    public override string ToString() =>
        $"{Policy}{(HasShortTail ? ", short tails" : "")}: {string.Join(" · ", Acts)}";

    private SaReplication.Settings Settings => MemberGroup.Fast(CommitRule.All) with
    {
        Solo = Policy,
        TailMax = HasShortTail ? 2 : 4_096,
        OpenMax = HasShortTail ? 2 : 1_024,
    };

    private sealed class Playing
    {
        private readonly MemberGroup _group;
        private readonly Epoch[] _stored = new Epoch[Members];
        private readonly Epoch[] _older = new Epoch[Members];
        private readonly BootId[] _before = new BootId[Members];

        public Playing(MemberGroup group)
        {
            _group = group;
            Nonces = new(group);
            _stored[0] = group[0]!.Seen.Epoch;
            group.OnOutput += (at, output) =>
            {
                if (output is Output.PersistEpoch(var epoch))
                {
                    (_older[at], _stored[at]) = (_stored[at], epoch);
                }
            };
        }

        public NoncesOfMembers Nonces { get; }

        public void Do(Act act)
        {
            var (kind, one, other) = act;
            switch (kind)
            {
                case Kind.Crash:
                    _group.Crash(one);
                    break;
                case Kind.Start when _group[one] is null:
                    Start(one, (Store)other);
                    break;
                case Kind.SwitchOff:
                    _group.Crash(one);
                    Tell(one, other, BootOf(one));
                    break;
                case Kind.TellLate:
                    Tell(one, other, _group[one] is null ? BootOf(one) : _before[one]);
                    break;
                case Kind.Part:
                    _group.Part(at => at == one);
                    break;
                case Kind.PartAll:
                    _group.Part(_ => true);
                    break;
                case Kind.Heal:
                    _group.Heal();
                    break;
                case Kind.Ask:
                    _group.Do(one, new Input.Authority(true));
                    _group.Run(_group.ConfigOf(one).Settings.SilentAfter);
                    _group.Do(one, new Input.Authority(false));
                    break;
                case Kind.Reign:
                    Reign(one);
                    break;
                case Kind.Between:
                    Turns([one, other]);
                    break;
                case Kind.Around:
                    Turns([one, (one + 1) % Members, (one + 2) % Members]);
                    break;
                case Kind.Renew:
                    Renew(one);
                    break;
                case Kind.Wait:
                    _group.Run(2 * Second);
                    break;
                case Kind.Start:
                    break;
            }
        }

        private BootId BootOf(int at) => _group.ConfigOf(at).Settings.Start.Boot;

        private void Start(int at, Store store)
        {
            _before[at] = BootOf(at);
            _group.Restart(at, store switch
            {
                Store.Kept => _stored[at],
                Store.Older => _older[at],
                Store.Lost => Epoch.None,
            });
        }

        private void Tell(int off, int told, BootId boot)
        {
            foreach (var at in _group.Alive.Where(at => at != off).ToArray())
            {
                if ((at == told || told == off) && boot.Value != 0)
                {
                    _group.Do(at, new Input.FenceConfirmed((byte)(off + 1), boot, IsOff: true));
                }
            }
        }

        // It leaves each one before it comes to another.
        private void Reign(int to)
        {
            foreach (var at in _group.Alive.ToArray())
            {
                _group.Do(at, new Input.Authority(false));
            }

            _group.Settle();
            _group.Do(to, new Input.Authority(true));
            _group.Run(Second);
        }

        private void Turns(Items<int> members)
        {
            for (var turn = 0; turn < Many; turn++)
            {
                Reign(members[turn % members.Count]);
            }
        }

        private void Renew(int at)
        {
            for (var i = 0; i < 3; i++)
            {
                _group.Crash(at);
                Start(at, Store.Lost);
                _group.Run(2 * Second);
            }
        }
    }
}
