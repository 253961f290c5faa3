using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Tests.Properties.StateMachines.Ike;

/// <summary>
/// RFC 7296 §2.1 to §2.3 between two clusters, each a member after the other: the network loses,
/// doubles and delays; a member dies between any two steps, and the next one knows the facts.
/// </summary>
public sealed class Rfc7296_2_3_MessageIds
{
    private const int Runs = 300;
    private const int StepsMax = 120;

    private static readonly Config[] Windows =
    [
        MessageIdRuns.Checked(new() { SendsMax = 100, BackoffPercent = 101 }),
        MessageIdRuns.Checked(new()
        {
            Window = 3,
            OpenMax = 3,
            SendsMax = 100,
            BackoffPercent = 101,
        }),
    ];

    [Fact]
    [Requirement("RFC7296-2.2-a")]
    [Requirement("RFC7296-2.1-c")]
    [Requirement("RFC6027-3.3-a")]
    public void An_ID_stands_for_one_request_and_one_response_over_all_members() =>
        ForAll.Cases(Runs, Play, pair =>
        {
            Assert.All(pair.Left.Sent, AreTheSame);
            Assert.All(pair.Right.Sent, AreTheSame);
            Assert.All(
                pair.Right.Taken.GroupBy(id => id), taken => Assert.Single(taken.ToList()));
        });

    [Fact]
    [Requirement("RFC7296-2.3-a")]
    public void No_more_requests_are_open_than_the_peer_takes() =>
        ForAll.Cases(Runs, Play, pair => Assert.True(pair.MostOpen <= pair.Window));

    [Fact]
    [Requirement("RFC7296-2.3-b")]
    public void Each_request_that_was_sent_is_taken_and_answered_once_the_network_delivers() =>
        ForAll.Cases(Runs, Play, pair =>
        {
            pair.Heal();
            Assert.Empty(pair.Left.Open.Ours.Requests);
            Assert.Equal(pair.Left.SentIds.Order(), pair.Right.Taken.Order());
            Assert.Equal(pair.Left.SentIds.Order(), pair.Left.Finished.Order());
        });

    [Fact]
    public void A_member_that_takes_over_without_the_facts_is_seen()
    {
        var pair = new Pair(Windows[0]);
        pair.Want();
        pair.Left.ForgetAndTakeOver();
        pair.Want();
        Assert.Contains(pair.Left.Sent, sent => sent.Value.Count > 1);
    }

    private static void AreTheSame(KeyValuePair<(bool IsResponse, uint Id), HashSet<Octets>> one) =>
        Assert.Single(one.Value);

    private static Pair Play(Choices choices)
    {
        var pair = new Pair(choices.Of(Windows));
        var steps = choices.Below(StepsMax);
        for (var step = 0; step < steps; step++)
        {
            switch (choices.Below(8))
            {
                case 0 or 1:
                    pair.Want();
                    break;
                case 2:
                    pair.Lose(choices.Below(8));
                    break;
                case 3:
                    pair.Double(choices.Below(8));
                    break;
                case 4:
                    pair.Left.TakeOver();
                    break;
                case 5:
                    pair.Right.TakeOver();
                    break;
                case 6:
                    pair.Wait();
                    break;
                default:
                    pair.Deliver(choices.Below(8));
                    break;
            }
        }

        return pair;
    }

    /// <summary>A side: the active member, and the facts that all its members know.</summary>
    private sealed class Side(Config config, Pair pair, bool isLeft)
    {
        private int _sealed;
        private Facts _facts = new(0, config.Window, [], 0, []);
        private State _state = Step(
            config, Machine.Initial(config, Instant.Zero), Instant.Zero,
            new Input.WindowSet((uint)config.Window)).State;

        public Dictionary<(bool IsResponse, uint Id), HashSet<Octets>> Sent { get; } = [];

        public List<uint> Taken { get; } = [];

        public List<uint> Finished { get; } = [];

        public IEnumerable<uint> SentIds =>
            Sent.Keys.Where(key => !key.IsResponse).Select(key => key.Id);

        public State.Open Open => Assert.IsType<State.Open>(_state);

        public void TakeOver() => Restart(_facts);

        public void ForgetAndTakeOver() => Restart(new(0, config.Window, [], 0, []));

        public void Take(Input input)
        {
            var next = Step(config, _state, pair.Now, input);
            _state = next.State;
            foreach (var output in next.Outputs)
            {
                Do(output, input);
            }
        }

        private void Restart(Facts facts)
        {
            Take(new Input.Demoted());
            Take(new Input.Promoted(facts));
        }

        private void Do(Output output, Input input)
        {
            switch (output)
            {
                case Output.Seal(var id):
                    var request = Message(isResponse: false, id);
                    _facts = _facts with
                    {
                        Next = id + 1,
                        Requests = _facts.Requests.Add(new(id, request)),
                    };
                    Take(new Input.Sealed(id, request));
                    break;
                case Output.Take(var id):
                    var response = Message(isResponse: true, id);
                    Taken.Add(id);
                    Commit(id, response);
                    Take(new Input.Responded(id, response));
                    break;
                case Output.Finish(var id):
                    Finished.Add(id);
                    _facts = _facts with
                    {
                        Requests = [.. _facts.Requests.Where(open => open.Id != id)],
                    };
                    break;
                case Output.Transmit(var message):
                    Record(message[0]);
                    pair.Send(isLeft, message[0]);
                    break;
                case Output.SaFailed or Output.Drop or Output.Complain or Output.Rekey:
                    Assert.Fail($"{output} after {input}");
                    break;
                case Output.Hold or Output.RoomLeft:
                    break;
            }
        }

        private void Commit(uint id, Items<Octets> message)
        {
            Items<Response> responses = [.. _facts.Responses.Add(new(id, message))];
            var lowest = _facts.Lowest;
            while (responses.Any(one => one.Id == lowest))
            {
                lowest++;
            }

            _facts = _facts with
            {
                Lowest = lowest,
                Responses = [.. responses.Where(one => one.Id + config.Window >= lowest)],
            };
        }

        private void Record(Octets message)
        {
            var key = (message[0] == 1, (uint)message[1]);
            if (!Sent.TryGetValue(key, out var seen))
            {
                Sent[key] = seen = [];
            }

            seen.Add(message);
        }

        /// <summary>Response or request, ID, and what differs each time it is sealed.</summary>
        private Items<Octets> Message(bool isResponse, uint id) =>
            [new([(byte)(isResponse ? 1 : 0), (byte)id, (byte)++_sealed])];
    }

    /// <summary>Both sides, and what is on the way between them.</summary>
    private sealed class Pair
    {
        private readonly List<(bool ToRight, Octets Message)> _onTheWay = [];

        public Pair(Config config)
        {
            Window = config.Window;
            Left = new(config, this, isLeft: true);
            Right = new(config, this, isLeft: false);
        }

        public int Window { get; }

        public Side Left { get; }

        public Side Right { get; }

        public Instant Now { get; private set; } = Instant.Zero;

        public int MostOpen { get; private set; }

        public void Want()
        {
            Left.Take(new Input.Wanted());
            MostOpen = Math.Max(MostOpen, Left.Open.Ours.Requests.Count);
        }

        public void Send(bool toRight, Octets message) => _onTheWay.Add((toRight, message));

        public void Lose(int at) => At(at, index => _onTheWay.RemoveAt(index));

        public void Double(int at) => At(at, index => _onTheWay.Add(_onTheWay[index]));

        public void Wait()
        {
            Now += TimeSpan.FromMinutes(2);
            Left.Take(new Input.Tick());
        }

        public void Deliver(int at) => At(at, index =>
        {
            var (toRight, message) = _onTheWay[index];
            _onTheWay.RemoveAt(index);
            var id = (uint)message[1];
            (toRight ? Right : Left).Take(
                message[0] == 1 ? new Input.Answered(id) : new Input.Requested(id));
        });

        /// <summary>From now on nothing is lost, and everything arrives in order.</summary>
        public void Heal()
        {
            for (var round = 0; round < 3; round++)
            {
                Wait();
                while (_onTheWay.Count > 0)
                {
                    Deliver(0);
                }
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
