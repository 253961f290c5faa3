using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Ike;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>
/// Our machine in the place of one recorded side: it wants what that side wanted, with the values
/// that it drew, and has to ask and answer what that side did.
/// </summary>
internal sealed class RecordedSide(string capture, HandshakeKeys keys, Config config)
{
    // They are for what ESP may do, RFC 7296 §1.3.1, and ours may do all of that.
    private static readonly string[] OfOthers =
        ["N(ESP_TFC_PADDING_NOT_SUPPORTED)", "N(NON_FIRST_FRAGMENTS_ALSO)"];

    private readonly Dictionary<IkeSaId, State> _states = [];
    private readonly Queue<ExchangeMessage> _asks = [];
    private ExchangeMessage? _answer;
    private ExchangeMessage? _drawn;

    /// <summary>Requests and responses that it said as the recorded side did.</summary>
    public int Said { get; private set; }

    /// <summary>New keys that are those which the lab wrote down.</summary>
    public int Keyed { get; private set; }

    /// <summary>What stands.</summary>
    public IEnumerable<State.Standing> Standing => _states.Values.OfType<State.Standing>();

    public void Begin(StandingIke sa, Items<StandingChild> children)
    {
        _states.Add(sa.Id, new State.Idle());
        Go(sa.Id, new Input.Established(sa, children, []));
    }

    /// <summary>The recorded side asked: ours asks the same, by itself or since it is wanted.
    /// </summary>
    public void Asks(IkeSaId id, ExchangeMessage recorded, ExchangeMessage? answer)
    {
        _drawn = recorded;
        if (_asks.Count == 0)
        {
            Go(id, new Input.Wanted(WishOf(Of(id), recorded), DrawOf(recorded)));
        }

        Same(recorded, Assert.Single(_asks), answer);
        _asks.Clear();
        Said++;
    }

    /// <summary>The other side answered what we asked.</summary>
    public void Hears(IkeSaId id, ExchangeMessage recorded) =>
        Go(id, new Input.Answered(recorded));

    /// <summary>The other side asked: ours answers as the recorded side did.</summary>
    public void Answers(
        IkeSaId id, uint number, ExchangeMessage request, ExchangeMessage recorded)
    {
        (_drawn, _answer) = (recorded, null);
        Go(id, new Input.Asked(number, request, DrawOf(recorded), recorded.Says));
        Assert.NotNull(_answer);
        Same(recorded, _answer, recorded);
        Said++;
    }

    private State.Standing Of(IkeSaId id) => Assert.IsType<State.Standing>(_states[id]);

    private void Go(IkeSaId id, Input input)
    {
        var next = IkeExchanges.Step(config, _states[id], Instant.Zero, input);
        _states[id] = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Output.BeginExchange(var method):
                    var share = ShareOf(_drawn!);
                    Assert.Equal(share.Method, method);
                    Go(id, new Input.Shared(new(9_999), share.Value));
                    break;
                case Output.Ask(var request, _):
                    _asks.Enqueue(request);
                    break;
                case Output.Complete complete:
                    Go(id, new Input.Completed(new(
                        KeysOf(complete.Old, complete.What, complete.Nonces, IkeRole.Initiator))));
                    break;
                case Output.Respond respond:
                    Go(id, new Input.Responded(
                        ShareOf(_drawn!).Value,
                        new(KeysOf(
                            respond.Old, respond.What, respond.Nonces, IkeRole.Responder))));
                    break;
                case Output.Commit(var facts):
                    Compare(facts);
                    Go(id, new Input.Committed(Side.Ours));
                    break;
                case Output.Answer(_, var message, var facts):
                    Compare(facts);
                    _answer = message;
                    Go(id, new Input.Committed(Side.Theirs));
                    break;
                case Output.Succeed(var made, var children, var tasks):
                    _states.Add(made.Id, new State.Idle());
                    Go(made.Id, new Input.Established(made, children, tasks));
                    break;
                default:
                    break;
            }
        }
    }

    private ulong KeysOf(KeyHandle old, NewKeys what, ExchangeNonces nonces, IkeRole role)
    {
        var spis = SpisIn(_drawn!);
        using var secret = SecretOf(spis);
        switch (what)
        {
            case NewKeys.OfIke(var suite, var pair):
                using (var known = SecretOf([$"{pair.Initiator.Value:x16}"]))
                {
                    return keys.AdoptRekeyed(old.Value, suite, pair, nonces, known!, role);
                }

            case NewKeys.OfChild(var suite):
                Assert.Equal(suite.KeyExchange != KeyExchangeMethod.None, secret is not null);
                return secret is null
                    ? keys.DeriveChild(old.Value, suite, nonces)
                    : keys.AdoptChild(old.Value, suite, nonces, secret);
            default:
                throw new InvalidOperationException();
        }
    }

    private void Compare(Items<SaFact> facts)
    {
        foreach (var (child, _) in facts.OfType<SaFact.ChildMade>())
        {
            var made = keys.ChildKeysOf(child.Keys.Value);
            var other = child.Role == IkeRole.Initiator ? IkeRole.Responder : IkeRole.Initiator;
            RecordedExchanges.AreKeysOf(capture, child.Inbound, made, other);
            RecordedExchanges.AreKeysOf(capture, child.Outbound, made, child.Role);
            Keyed++;
        }
    }

    /// <summary>The secret of a key exchange under one of its SPIs; null: there was none.
    /// </summary>
    private Secret? SecretOf(string[] spis)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(
            LabCaptures.Root, "tests", "captures", "lab", "secrets", capture + ".json")));
        foreach (var one in file.RootElement.GetProperty("shared_secrets").EnumerateArray())
        {
            if (one.TryGetProperty("spi", out var spi) && spis.Contains(spi.GetString()))
            {
                return new(Convert.FromHexString(one.GetProperty("shared_secret").GetString()!));
            }
        }

        return null;
    }

    private string[] SpisIn(ExchangeMessage message) => message is ExchangeMessage.Child child
        ? [$"{child.Offer.Proposals.Proposals[0].Spi}", .. Standing
            .Select(one => one.Ours).OfType<Ours.Completing>()
            .Select(one => one.Made).OfType<SaFact.ChildMade>()
            .SelectMany(made => (string[])
            [
                $"{made.Child.Inbound.Value:x8}", $"{made.Child.Outbound.Value:x8}",
            ])]
        : [];

    private static ExchangeDraw DrawOf(ExchangeMessage recorded) => recorded switch
    {
        ExchangeMessage.Child child => new(
            child.Nonce,
            new(Convert.ToUInt32(
                child.Offer.Proposals.Proposals[0].Spi.ToString(), 16)),
            default, default),
        ExchangeMessage.Rekey ike => new(
            ike.Nonce, default,
            new(Convert.ToUInt64(ike.Proposals.Proposals[0].Spi.ToString(), 16)), default),
        _ => default,
    };

    private static (KeyExchangeMethod Method, Octets Value) ShareOf(ExchangeMessage message) =>
        message switch
        {
            ExchangeMessage.Child child => (child.Method, child.Share),
            ExchangeMessage.Rekey ike => (ike.Method, ike.Share),
            _ => default,
        };

    private static ExchangeWish WishOf(State.Standing standing, ExchangeMessage recorded) =>
        recorded switch
        {
            ExchangeMessage.Child { Rekeys: { } old } =>
                new ExchangeWish.RekeyChild(old.Spi),
            ExchangeMessage.Child child => new ExchangeWish.Child(
                new(child.Offer.Initiator, child.Offer.Responder), child.Offer.IsTransport),
            ExchangeMessage.Rekey => new ExchangeWish.RekeyIke(),
            ExchangeMessage.Inform { DeletesIke: true } => new ExchangeWish.DeleteIke(),
            ExchangeMessage.Inform { Deletes.Count: 1 } inform =>
                new ExchangeWish.DeleteChild(inform.Deletes[0].Spi),
            ExchangeMessage.Inform inform => new ExchangeWish.Inform(inform.Says),
            _ => throw new InvalidOperationException($"{standing.Sa.Id} said {recorded}"),
        };

    /// <summary>Both say the same, payload by payload. Of proposals those count that were chosen,
    /// if any were; what other machines say in a request of ours they have not said here.</summary>
    private static void Same(
        ExchangeMessage recorded, ExchangeMessage ours, ExchangeMessage? answer)
    {
        RecordedPayloads.AreAlike(
            ExchangeMessages.ToPayloads(recorded).Payloads,
            ExchangeMessages.ToPayloads(ours).Payloads,
            recorded == answer ? [] : OfOthers);
        switch (recorded)
        {
            case ExchangeMessage.Child theirs:
                var child = Assert.IsType<ExchangeMessage.Child>(ours);
                if (answer is ExchangeMessage.Child { Offer.Proposals: var taken })
                {
                    RecordedPayloads.AreAlike(
                        theirs.Offer.Proposals, child.Offer.Proposals, taken);
                }

                Assert.Equal(
                    (theirs.Nonce, theirs.Method, theirs.Share, theirs.Rekeys),
                    (child.Nonce, child.Method, child.Share, child.Rekeys));
                Assert.Equal(
                    (theirs.Offer.Initiator, theirs.Offer.Responder, theirs.Offer.IsTransport),
                    (child.Offer.Initiator, child.Offer.Responder, child.Offer.IsTransport));
                break;
            case ExchangeMessage.Rekey theirs:
                var ike = Assert.IsType<ExchangeMessage.Rekey>(ours);
                if (answer is ExchangeMessage.Rekey { Proposals: var chosen })
                {
                    RecordedPayloads.AreAlike(theirs.Proposals, ike.Proposals, chosen);
                }

                Assert.Equal(
                    (theirs.Nonce, theirs.Method, theirs.Share),
                    (ike.Nonce, ike.Method, ike.Share));
                break;
            case ExchangeMessage.Inform theirs:
                var inform = Assert.IsType<ExchangeMessage.Inform>(ours);
                Assert.Equal(theirs.DeletesIke, inform.DeletesIke);
                Assert.Equal(theirs.Deletes, inform.Deletes);
                break;
            case ExchangeMessage.Refused theirs:
                Assert.Equal(
                    theirs.Why.Data.Tag,
                    Assert.IsType<ExchangeMessage.Refused>(ours).Why.Data.Tag);
                break;
            default:
                throw new InvalidOperationException();
        }
    }
}
