using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>A message between two ends: it arrives, sooner or later.</summary>
internal sealed record Travelling(
    bool ToInitiator, IkeSaId Sa, uint Id, bool IsResponse, ExchangeMessage Message);

/// <summary>An IKE SA at one end; one request is open at a time.</summary>
internal sealed record EndSa(IkeSaId Id, State State)
{
    public uint NextId { get; init; }

    public bool IsOpen { get; init; }

    public Items<ExchangeMessage> Asks { get; init; }
}

/// <summary>Facts that wait until every member knows them, and what is said then.</summary>
internal sealed record Proposed(
    IkeSaId Sa, Side Side, Items<SaFact> Facts, uint Id, ExchangeMessage? Answer);

/// <summary>One end with its machines, as a value: what is computed is a number.</summary>
internal sealed record CollisionEnd(
    bool IsInitiator, Config Config, Items<EndSa> Sas, Items<CollisionWish> Wishes)
{
    public Items<Proposed> Proposals { get; init; }

    public ulong Drawn { get; init; }

    /// <summary>The first octet of the nonces that it asks and answers with.</summary>
    public (byte Asking, byte Answering) Nonces { get; init; }

    public IEnumerable<State.Standing> Standing =>
        Sas.Select(sa => sa.State).OfType<State.Standing>();

    /// <summary>Goes a step; what is sent goes on the wire.</summary>
    public CollisionEnd Step(IkeSaId id, Instant now, Input input, List<Travelling> wire)
    {
        var at = IndexOf(id);
        if (at < 0)
        {
            return this;
        }

        var next = IkeExchanges.Step(Config, Sas[at].State, now, input);
        var end = this with { Sas = Sas.With(at, Sas[at] with { State = next.State }) };
        foreach (var output in next.Outputs)
        {
            end = end.Do(id, now, output, wire);
        }

        return end;
    }

    public int IndexOf(IkeSaId id)
    {
        for (var at = 0; at < Sas.Count; at++)
        {
            if (Sas[at].Id == id)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>What is drawn for an exchange; nobody draws the same twice.</summary>
    public CollisionEnd Draw(bool isAsking, out ExchangeDraw draw)
    {
        var number = Drawn + 1;
        var nonce = new byte[16];
        (nonce[0], nonce[1]) = (isAsking ? Nonces.Asking : Nonces.Answering, (byte)number);
        var spi = (uint)((IsInitiator ? 0xa000u : 0xb000u) + number);
        draw = new(new(nonce), new(spi), new(spi), new([.. nonce, (byte)(spi >> 8)]));
        return this with { Drawn = number };
    }

    /// <summary>A request that waits for the answer before it goes out next.</summary>
    public CollisionEnd Answered(
        IkeSaId id, Instant now, ExchangeMessage message, List<Travelling> wire)
    {
        var at = IndexOf(id);
        var end = this with { Sas = Sas.With(at, Sas[at] with { IsOpen = false }) };
        return end.Step(id, now, new Input.Answered(message), wire).Send(id, wire);
    }

    private CollisionEnd Send(IkeSaId id, List<Travelling> wire)
    {
        var at = IndexOf(id);
        var sa = Sas[at];
        if (sa.IsOpen || sa.Asks.Count == 0)
        {
            return this;
        }

        wire.Add(new(!IsInitiator, id, sa.NextId, IsResponse: false, sa.Asks[0]));
        return this with
        {
            Sas = Sas.With(
                at,
                sa with { IsOpen = true, NextId = sa.NextId + 1, Asks = sa.Asks.Without(0) }),
        };
    }

    private CollisionEnd Do(IkeSaId id, Instant now, Output output, List<Travelling> wire)
    {
        var number = new KeyHandle(Drawn + 1);
        switch (output)
        {
            case Output.BeginExchange:
                return (this with { Drawn = Drawn + 1 }).Step(
                    id, now, new Input.Shared(number, Octets.FromHex("50")), wire);
            case Output.Complete:
                return (this with { Drawn = Drawn + 1 }).Step(
                    id, now, new Input.Completed(number), wire);
            case Output.Respond:
                return (this with { Drawn = Drawn + 1 }).Step(
                    id, now, new Input.Responded(Octets.FromHex("51"), number), wire);
            case Output.Ask(var request, _):
                var at = IndexOf(id);
                return (this with
                {
                    Sas = Sas.With(at, Sas[at] with { Asks = Sas[at].Asks.Add(request) }),
                }).Send(id, wire);
            case Output.Commit(var facts):
                return this with
                {
                    Proposals = Proposals.Add(new(id, Side.Ours, facts, 0, null)),
                };
            case Output.Answer(var answered, var message, var facts):
                return this with
                {
                    Proposals = Proposals.Add(new(id, Side.Theirs, facts, answered, message)),
                };
            case Output.Succeed(var made, var children, var tasks):
                var end = IndexOf(made.Id) >= 0
                    ? this
                    : this with { Sas = Sas.Add(new(made.Id, new State.Idle())) };
                return end.Step(
                    made.Id, now, new Input.Established(made, children, tasks), wire);
            case Output.Confirm(var other):
                return Step(other, now, new Input.Confirmed(), wire);
            case Output.Supersede(var other, var by):
                return Step(other, now, new Input.Superseded(by), wire);
            default:
                return this;
        }
    }
}
