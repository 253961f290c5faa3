using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>
/// One side with real octets, keys and facts, as a shell has it: a machine of exchanges and one of
/// message IDs for each IKE SA.
/// </summary>
internal sealed partial class ExchangeSide : IDisposable
{
    private static readonly MessageIds.Config Ids = MessageIdRuns.Checked(new() { SendsMax = 60 });

    private readonly Config _config;
    private readonly IkeRole _role;
    private readonly ExchangeWork _work;
    private readonly Action<Octets> _send;
    private readonly Dictionary<IkeSaId, Sa> _sas = [];
    private uint _random;
    private ulong _drawn;
    private ulong _facts;

    public ExchangeSide(
        IkeRole role, CryptoProvider provider, Config config, IkeSuite suite,
        Items<ChildSuite> suites, Action<Octets> send)
    {
        (_role, _config, _send) = (role, config, send);
        _random = role == IkeRole.Initiator ? 1u : 2u;
        _drawn = role == IkeRole.Initiator ? 0xa000u : 0xb000u;
        Keys = new(provider, NoncePartition.Alone, Fill, isRepeatable: true);
        _work = new(Keys);
        var (id, nonces) = (ExchangeSamples.Id, new ExchangeNonces(Same(1), Same(2)));
        using var secret = new Secret(new byte[32]);
        var handle = Keys.Adopt(suite, new(id.Initiator, id.Responder), nonces, secret, role);
        var child = Keys.DeriveChild(handle, HandshakeChild, nonces);
        var ike = ExchangeSamples.Ike(role, new(handle), suites, suite);
        var first = ExchangeSamples.Child(role, new(child));
        Fold([], [new SaFact.IkeMade(ike, null)], id);
        Fold([], [new SaFact.ChildMade(first.Sa, null)], id);
        Establish(new Input.Established(ike, [first], []));
    }

    private static ChildSuite HandshakeChild => Establishing.HandshakeSamples.Child;

    public HandshakeKeys Keys { get; }

    public Instant Now { get; set; }

    /// <summary>What every member knows.</summary>
    public SaState Facts { get; private set; } = SaState.Empty;

    /// <summary>Why wishes came to nothing.</summary>
    public List<Output.Ended> Ended { get; } = [];

    public IEnumerable<State.Standing> Standing =>
        _sas.Values.Select(sa => sa.State).OfType<State.Standing>();

    /// <summary>Whether nothing of its own is under way.</summary>
    public bool IsQuiet => _sas.Values.All(sa => sa.State is not State.Standing standing
        || (standing is
        {
            Ours: Ours.Idle, Theirs: Theirs.Idle, Stage: IkeStage.Open,
            Sa.IsContested: false,
        } && standing.Waiting.Count == 0 && standing.Held.Count == 0
        && standing.Pending.Count == 0));

    /// <summary>Wants something under the IKE SA that stands.</summary>
    public void Want(Func<State.Standing, ExchangeWish?> wish)
    {
        if (!IsDead && Standing.LastOrDefault(one => one.Stage == IkeStage.Open) is { } standing
            && wish(standing) is { } wanted)
        {
            Go(_sas[standing.Sa.Id], new Input.Wanted(wanted, Draw()));
        }
    }

    public void Hear(Octets octets)
    {
        if (IsDead || !IkeFixedHeader.TryParse(octets.Span, out var header, out _)
            || !_sas.TryGetValue(new(header.InitiatorSpi, header.ResponderSpi), out var sa)
            || sa.State is not State.Standing
            || _work.Open(sa.Ike, octets.Span) is not var (id, isResponse, message))
        {
            return;
        }

        if (isResponse)
        {
            sa.Heard[id] = message;
            Number(sa, new MessageIds.Input.Answered(id));
        }
        else
        {
            sa.Asked[id] = message;
            Number(sa, new MessageIds.Input.Requested(id));
        }
    }

    /// <summary>When something is due.</summary>
    public Instant? Due()
    {
        Instant? due = null;
        foreach (var sa in _sas.Values.Where(sa => sa.State is State.Standing))
        {
            due = Instant.Earliest(
                Instant.Earliest(due, Deadline(_config, sa.State)),
                MessageIds.Deadline(Ids, sa.Ids));
        }

        return due;
    }

    public void Tick()
    {
        foreach (var sa in _sas.Values.Where(sa => sa.State is State.Standing).ToArray())
        {
            Number(sa, new MessageIds.Input.Tick());
            Go(sa, new Input.Tick());
        }
    }

    public void Dispose() => Keys.Dispose();

    private void Establish(Input.Established established)
    {
        var facts = new MessageIds.Facts(0, 1, [], 0, []);
        var sa = new Sa(established.Sa);
        _sas.Add(established.Sa.Id, sa);
        Number(sa, new MessageIds.Input.Promoted(facts));
        Go(sa, established);
    }

    private void Go(Sa sa, Input input)
    {
        if (IsDead)
        {
            return;
        }

        var next = IkeExchanges.Step(_config, sa.State, Now, input);
        sa.State = next.State;
        foreach (var output in next.Outputs)
        {
            Do(sa, output);
        }
    }

    private void Do(Sa sa, Output output)
    {
        if (IsDead)
        {
            return;
        }

        if (_work.Do(output) is { } input)
        {
            Go(sa, input);
            return;
        }

        switch (output)
        {
            case Output.Ask(var request, var secrets) ask:
                sa.Asks.Enqueue((request, secrets, ask.Series));
                Number(sa, new MessageIds.Input.Wanted());
                break;
            case Output.Commit(var facts):
                Fold(TakeAnswered(sa), facts, sa.Ike.Id);
                Go(sa, new Input.Committed(Side.Ours));
                break;
            case Output.Answer(var id, var message, var facts):
                var octets = _work.Seal(sa.Ike, sa.Exchange[id], id, message, isResponse: true);
                var (with, behind) = SaFact.Parted(
                    facts, Facts.Ikes.Find(sa.Ike.Id.Key) is { IsReplaced: true });
                Fold(
                    [new Change.ResponseSent(
                        sa.Ike.Id, new(id, octets!.Value, KeyHandle.None))],
                    with, sa.Ike.Id);
                Number(sa, new MessageIds.Input.Responded(id, octets!.Value));
                if (behind.Count > 0)
                {
                    Fold([], behind, sa.Ike.Id);
                }

                Go(sa, new Input.Committed(Side.Theirs));
                break;
            case Output.Succeed(var made, var children, var tasks):
                if (_sas.TryGetValue(made.Id, out var there))
                {
                    Go(there, new Input.Established(made, children, tasks));
                }
                else
                {
                    Establish(new(made, children, tasks));
                }

                break;
            case Output.Confirm(var other):
                Go(Other(other), new Input.Confirmed());
                break;
            case Output.Supersede(var other, var by):
                Go(Other(other), new Input.Superseded(by));
                break;
            case Output.End(var ended):
                Fold([], [new SaFact.IkeEnded(ended)], ended);
                break;
            case Output.Ended ended:
                Ended.Add(ended);
                break;
            default:
                break;
        }
    }

    private void Number(Sa sa, MessageIds.Input input)
    {
        if (IsDead)
        {
            return;
        }

        var next = MessageIds.Step(Ids, sa.Ids, Now, input);
        sa.Ids = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case MessageIds.Output.Seal(var id):
                    var (request, secrets, series) = sa.Asks.Dequeue();
                    var asked = _work.Seal(
                        sa.Ike, ExchangeMessages.ExchangeOf(request), id, request,
                        isResponse: false)!.Value;
                    Fold(
                        [new Change.RequestSent(sa.Ike.Id, new(id, asked, Told(secrets, series)))],
                        [],
                        sa.Ike.Id);
                    Number(sa, new MessageIds.Input.Sealed(id, asked));
                    break;
                case MessageIds.Output.RoomLeft when sa.Asks.Count > 0:
                    Number(sa, new MessageIds.Input.Wanted());
                    break;
                case MessageIds.Output.Transmit(var octets):
                    Send(octets);
                    break;
                case MessageIds.Output.Finish(var id):
                    sa.Answered = id;
                    Go(sa, new Input.Answered(sa.Heard[id]));
                    if (sa.State is not State.Standing
                        {
                            Ours: Ours.Completing or Ours.Ready,
                        })
                    {
                        // Nobody has made a fact of it.
                        Fold(TakeAnswered(sa), [], sa.Ike.Id);
                    }

                    break;
                case MessageIds.Output.Take(var id):
                    sa.Exchange[id] = ExchangeMessages.ExchangeOf(sa.Asked[id]);
                    Go(sa, new Input.Asked(id, sa.Asked[id], Draw()));
                    break;
                case MessageIds.Output.SaFailed:
                    Unanswered++;
                    Go(sa, new Input.Lost());
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Every fact is one, whatever came before; keys that nobody needs are zeroed.
    /// </summary>
    private void Fold(Items<Change> before, Items<SaFact> facts, IkeSaId id)
    {
        Reach();
        Items<Change> changes = [.. before, .. SaFact.ToChanges(
            facts, child => child.ToRow(id, Described(child), (0, 0, 0, 1)),
            ike => ike.ToRow(Octets.FromHex("01"), default, (1, 1), Described(ike)))];
        if (IsDead || changes.Count == 0)
        {
            return;
        }

        var position = new Position(default, ++_facts);
        Assert.Equal(Refusal.None, Evolution.Decide(Facts, changes, position));
        foreach (var key in Evolution.Forgotten(Facts, new(position, changes)))
        {
            Keys.Forget(key.Value);
        }

        Facts = Evolution.Evolve(Facts, new(position, changes));
        Reach();
    }

    private ExchangeDraw Draw()
    {
        var nonce = new byte[32];
        Fill(nonce);
        var link = new byte[16];
        Fill(link);
        return new(new(nonce), new((uint)++_drawn), new(++_drawn), new(link));
    }

    private static Octets Same(byte octet)
    {
        var octets = new byte[32];
        octets.AsSpan().Fill(octet);
        return new(octets);
    }

    // Nobody has to be unable to guess it here.
    private void Fill(Span<byte> octets)
    {
        foreach (ref var octet in octets)
        {
            _random = (_random * 1_664_525) + 1_013_904_223;
            octet = (byte)(_random >> 24);
        }
    }

    private sealed class Sa(StandingIke ike)
    {
        public StandingIke Ike { get; } = ike;

        public State State { get; set; } = new State.Idle();

        public MessageIds.State Ids { get; set; } = new MessageIds.State.Standby();

        public Queue<(ExchangeMessage, KeyHandle, ExchangeSeries?)> Asks { get; } = [];

        public uint? Answered { get; set; }

        public Dictionary<uint, ExchangeMessage> Heard { get; } = [];

        public Dictionary<uint, ExchangeMessage> Asked { get; } = [];

        public Dictionary<uint, ExchangeType> Exchange { get; } = [];
    }
}
