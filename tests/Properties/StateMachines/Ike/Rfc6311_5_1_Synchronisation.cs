using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Ike.MessageIdSync;
using Numbers = Holdfast.StateMachines.Ike.MessageIdSync.Numbers;

namespace Holdfast.Tests.Properties.StateMachines.Ike;

/// <summary>
/// RFC 6311 §5.1 between two clusters, over a network that loses, doubles, delays and replays;
/// each side fails over whenever it likes, both at once too.
/// </summary>
public sealed class Rfc6311_5_1_Synchronisation
{
    private const int Runs = 300;
    private const int StepsMax = 80;
    private const ulong Skip = 10;

    /// <summary>Both readings, both ways out where no delta fits.</summary>
    public static readonly Config[] Configs =
    [
        Checked(new Settings { SendsMax = 100 }),
        Checked(new Settings
        {
            Reading = Reading.Appendix,
            WhenUnfit = Unfit.Rekey,
            SendsMax = 100,
        }),
        Checked(new Settings
        {
            RetryAfter = TimeSpan.FromTicks(2),
            BackoffPercent = 100,
            SendsMax = 2,
        }),
    ];

    [Fact]
    [Requirement("RFC6311-5.1-b")]
    public void Each_synchronisation_names_a_higher_ID_than_any_before_it_over_all_members() =>
        ForAll.Cases(Runs, Play, pair => Assert.All(pair.Sides, side =>
        {
            Assert.Equal(side.AskedFor.Order(), side.AskedFor);
            Assert.Equal(side.AskedFor.Distinct(), side.AskedFor);
        }));

    [Fact]
    [Requirement("RFC6311-5.1-e")]
    public void None_is_obeyed_twice_and_none_after_a_higher_one() =>
        ForAll.Cases(Runs, Play, pair => Assert.All(pair.Sides, side =>
        {
            Assert.Equal(side.Obeyed.Order(), side.Obeyed);
            Assert.Equal(side.Obeyed.Distinct(), side.Obeyed);
            Assert.Equal(pair.HasCounters ? side.Obeyed.Count : 0, side.Advances);
        }));

    [Fact]
    [Requirement("RFC6311-5.1-c")]
    public void After_it_neither_side_uses_an_ID_that_the_other_has_seen_used() =>
        ForAll.Cases(Runs, Play, pair => Assert.All(pair.Sides, side =>
        {
            // Until a synchronisation ends, a member knows no better than the facts it began with.
            Assert.True(side.State is not State.Idle || side.Numbers.Send >= side.NextUnused);
            Assert.Equal(side.Used.Distinct(), side.Used);
        }));

    [Fact]
    [Requirement("RFC6311-5.1-a")]
    public void It_ends_whatever_was_lost_before_and_both_sides_agree() =>
        ForAll.Cases(Runs, Play, pair =>
        {
            pair.Heal();
            if (pair.Sides.Any(side => side.State is State.Failed))
            {
                // It gave up, and the IKE SA is made anew.
                Assert.Equal(Configs[^1], pair.Config);
                return;
            }

            Assert.All(pair.Sides, side => Assert.IsType<State.Idle>(side.State));
            Assert.Equal(pair.Left.Numbers.Send, pair.Right.Numbers.Receive);
            Assert.Equal(pair.Right.Numbers.Send, pair.Left.Numbers.Receive);
        });

    [Fact]
    public void An_attempt_that_repeats_its_ID_never_ends_against_a_strict_peer()
    {
        var config = Configs[0];
        var asked = new Input.Asked(1, 9, 4, null, new(4, 9), Children.None);
        var (state, answers) = (Machine.Initial(config, Instant.Zero), 0);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            // Each answer is lost; the same request comes again.
            var next = Step(config, state, Instant.Zero, asked);
            state = next.State;
            answers += next.Outputs.AsEnumerable().Count(output => output is Output.Answer);
        }

        Assert.Equal(1, answers);
    }

    [Fact]
    public void A_takeover_with_late_facts_begins_no_lower_than_the_peer_has_named()
    {
        var begun = Step(
            Configs[0], new State.Idle(new(null, 6)), Instant.Zero,
            new Input.TakenOver(new(1, 5), 1, Children.None, Skip, default));
        var asked = Step(Configs[0], begun.State, Instant.Zero, new Input.Drawn(1));
        Assert.Equal(6u, Assert.IsType<Output.Ask>(Assert.Single(asked.Outputs)).P1);
    }

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static Pair Play(Choices choices)
    {
        var pair = new Pair(
            Configs[choices.Below(Configs.Length)], hasCounters: choices.Below(2) == 1);
        var steps = choices.Below(StepsMax);
        for (var step = 0; step < steps; step++)
        {
            var side = pair.Sides[choices.Below(2)];
            switch (choices.Below(8))
            {
                case 0:
                    side.FailOver(isFresh: choices.Below(2) == 1, isLate: choices.Below(2) == 1);
                    break;
                case 1 or 2:
                    side.Use();
                    break;
                case 3:
                    pair.Lose(choices.Below(6));
                    break;
                case 4:
                    pair.Double(choices.Below(6));
                    break;
                case 5:
                    pair.Wait();
                    break;
                default:
                    pair.Deliver(choices.Below(6));
                    break;
            }
        }

        return pair;
    }

    /// <summary>
    /// A side of several members. Facts about synchronisations are known to all before a message is
    /// sent; facts about the last ordinary request may be missing, one being the window.
    /// </summary>
    private sealed class Side(Config config, Pair pair, bool isLeft)
    {
        private uint _nonce;

        public State State { get; private set; } = Machine.Initial(config, Instant.Zero);

        public Numbers Numbers { get; private set; } = new(2, 2);

        public List<uint> AskedFor { get; } = [];

        public List<uint> Obeyed { get; } = [];

        public List<uint> Used { get; } = [];

        public int Advances { get; private set; }

        public uint NextUnused => Used.Count == 0 ? 0 : Used.Max() + 1;

        private Children Children => pair.HasCounters ? Children.Plain : Children.None;

        /// <summary>
        /// A member takes over: a fresh one, which knows the facts alone, or one that was active
        /// before and to which the facts, if they are late, say less than it knows.
        /// </summary>
        public void FailOver(bool isFresh, bool isLate)
        {
            if (State is State.Failed)
            {
                return;
            }

            var marks = Assert.IsAssignableFrom<State>(State) switch
            {
                State.Idle idle => idle.Marks,
                State.Drawing drawing => drawing.Marks,
                State.Waiting waiting => waiting.Marks,
                State.Failed => default,
            };
            var lag = isLate && State is State.Idle ? 1u : 0;
            Take(new Input.Demoted());
            Numbers = new(Numbers.Send - lag, Numbers.Receive - lag);
            State = isFresh ? Machine.Initial(config, pair.Now) : State;
            Take(new Input.TakenOver(
                Numbers, 1, Children, Skip, isLate && !isFresh ? default : marks));
        }

        /// <summary>An ordinary request; it arrives at once. Not while synchronising.</summary>
        public void Use()
        {
            if (State is State.Idle)
            {
                Used.Add(Numbers.Send);
                pair.Tell($"{(isLeft ? "left" : "right")} {Numbers}: sends a request");
                pair.Other(isLeft).Numbers = pair.Other(isLeft).Numbers with
                {
                    Receive = Math.Max(pair.Other(isLeft).Numbers.Receive, Numbers.Send + 1),
                };
                Numbers = Numbers with { Send = Numbers.Send + 1 };
            }
        }

        public void Take(Input input)
        {
            var next = Step(config, State, pair.Now, input);
            pair.Tell($"{(isLeft ? "left" : "right")} {Numbers}: {input} -> {next.State}");
            State = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case Output.Draw:
                        Take(new Input.Drawn(++_nonce));
                        break;
                    case Output.Ask ask:
                        AskedFor.Add(ask.M1);
                        pair.Send(isLeft, to => to.Take(new Input.Asked(
                            ask.Nonce, ask.M1, ask.P1, ask.Delta, to.Numbers, Children)));
                        break;
                    case Output.Answer answer:
                        Obeyed.Add(answer.M1);
                        pair.Send(isLeft, to => to.Take(new Input.Answered(
                            answer.Nonce, answer.Send, answer.Receive)));
                        break;
                    case Output.Adopt adopt:
                        Numbers = new(
                            Math.Max(Numbers.Send, adopt.Send),
                            Math.Max(Numbers.Receive, adopt.Receive));
                        break;
                    case Output.Advance(var packets):
                        Assert.Equal(Skip, packets);
                        Advances++;
                        break;
                    case Output.TearDown:
                        Assert.Equal(Configs[^1], config);
                        break;
                    case Output.RekeyChildren:
                        Assert.Fail($"{output} after {input}");
                        break;
                }
            }
        }
    }

    private sealed class Pair
    {
        private readonly List<(bool FromLeft, Action<Side> Arrive)> _onTheWay = [];
        private readonly List<string> _told = [];

        public Pair(Config config, bool hasCounters)
        {
            Config = config;
            HasCounters = hasCounters;
            Left = new(config, this, isLeft: true);
            Right = new(config, this, isLeft: false);
        }

        public Config Config { get; }

        public bool HasCounters { get; }

        public Side Left { get; }

        public Side Right { get; }

        public Side[] Sides => [Left, Right];

        public Instant Now { get; private set; } = Instant.Zero;

        /// <summary>What a failure prints.</summary>
        public void Tell(string what) => _told.Add(what);

        public override string ToString() => string.Join('\n', _told);

        public Side Other(bool isLeft) => isLeft ? Right : Left;

        public void Send(bool fromLeft, Action<Side> arrive) => _onTheWay.Add((fromLeft, arrive));

        public void Lose(int at) => At(at, index => _onTheWay.RemoveAt(index));

        public void Double(int at) => At(at, index => _onTheWay.Add(_onTheWay[index]));

        public void Wait()
        {
            Now += TimeSpan.FromMinutes(2);
            Left.Take(new Input.Tick());
            Right.Take(new Input.Tick());
        }

        public void Deliver(int at) => At(at, index =>
        {
            var (fromLeft, arrive) = _onTheWay[index];
            _onTheWay.RemoveAt(index);
            arrive(Other(fromLeft));
        });

        /// <summary>From now on nothing is lost, and everything arrives in order.</summary>
        public void Heal()
        {
            for (var round = 0; round < 4; round++)
            {
                while (_onTheWay.Count > 0)
                {
                    Deliver(0);
                }

                Wait();
            }

            while (_onTheWay.Count > 0)
            {
                Deliver(0);
            }
        }

        private void At(int at, Action<int> act)
        {
            if (at < _onTheWay.Count)
            {
                act(at);
            }
        }
    }
}
