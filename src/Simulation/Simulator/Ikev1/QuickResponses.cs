using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Ikev1.QuickResponder.Input;
using Output = Holdfast.StateMachines.Ikev1.QuickResponder.Output;
using State = Holdfast.StateMachines.Ikev1.QuickResponder.State;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Quick modes that peers begin: each in one <see cref="QuickResponder"/>, in the memory of
/// that box alone. They are bounded by message IDs that were used.</summary>
/// <param name="box">The box.</param>
/// <param name="isCluster">Whether the answer leaves with the fact that makes the CHILD SA.</param>
internal sealed class QuickResponses(IHandshakeBox box, bool isCluster)
{
    private const int NonceLength = 32;
    private const int StepsMax = 32;

    private static readonly TimeSpan Lingers = TimeSpan.FromSeconds(30);
    private static readonly QuickPeer Nobody = new([], []);

    private static readonly QuickResponder.Config Config = QuickResponder.Config.TryCreate(
        new() { Retries = IsakmpSecrets.Retries }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Entry> _open = [];

    private sealed class Entry
    {
        public required IsakmpSecrets Secrets { get; init; }

        public required QuickCaller Caller { get; init; }

        public State State { get; set; } = new State.Idle();

        public Instant? Planned { get; set; }
    }

    /// <summary>Whether one is under way, or was a while ago.</summary>
    public bool Has(IkeSaId ike, MessageId id) => _open.ContainsKey((ike, id));

    /// <summary>What a peer says in one.</summary>
    /// <param name="secrets">Those of the ISAKMP SA.</param>
    /// <param name="ike">The ISAKMP SA.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="octets">The message.</param>
    /// <param name="caller">What becomes of it, where it is the first one.</param>
    public void Hear(
        IsakmpSecrets secrets, IkeSaId ike, MessageId id, ReadOnlySpan<byte> octets,
        QuickCaller caller)
    {
        var isNew = !_open.TryGetValue((ike, id), out var entry);
        entry ??= new() { Secrets = secrets, Caller = caller };
        Span<byte> nonce = stackalloc byte[NonceLength];
        if (isNew)
        {
            box.Fill(nonce);
        }

        var input = entry.Secrets.Work.Read(
            entry.State, secrets.Standing(new(ike.Initiator, ike.Responder)), octets, caller.Flow,
            (default, new(nonce)), Nobody);
        if (input is Input.Asked asked)
        {
            input = asked.Message.Proposals is { } offer
                && IsakmpPayloads.SpiIn(offer) is { } theirs
                && caller.Serve(theirs) is var (peer, inbound)
                    ? asked with { Half = asked.Half with { Inbound = inbound }, Peer = peer }
                    : null;
        }

        if (input is null)
        {
            return;
        }

        _open[(ike, id)] = entry;
        Step((ike, id), entry, input);
    }

    /// <summary>A packet has shown that the peer has a CHILD SA.</summary>
    public void Used(Spi inbound)
    {
        foreach (var (key, entry) in _open.ToArray())
        {
            if (entry.State is State.Waiting waiting && waiting.Made.Child.Inbound == inbound)
            {
                Step(key, entry, new Input.Used());
            }
        }
    }

    /// <summary>Nothing of them is left.</summary>
    public void Clear() => _open.Clear();

    private void Step((IkeSaId Ike, MessageId Id) key, Entry entry, Input first)
    {
        var inputs = new Queue<Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("quick mode goes on without an end");
            }

            var next = QuickResponder.Step(Config, entry.State, box.Now, input);
            entry.State = next.State;
            foreach (var output in next.Outputs)
            {
                if (entry.Secrets.Work.Do(output) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(key, entry, input, output);
                }
            }
        }

        switch (entry.State)
        {
            case State.Idle or State.Gone:
                Forget(key, entry);
                break;
            case State.Up:
                // What comes late is of this one, and says nothing any more.
                box.Later(Lingers, () => Forget(key, entry));
                break;
            default:
                Plan(key, entry);
                break;
        }
    }

    private void Carry(
        (IkeSaId Ike, MessageId Id) key, Entry entry, Input input, Output output)
    {
        switch (output)
        {
            case Output.Send when isCluster && input is Input.Committed:
                break;
            case Output.Send(var octets):
                entry.Caller.Send(octets);
                break;
            case Output.Inform(var isakmp, var information):
                if (entry.Secrets.Work.Say(
                    isakmp, box.DrawMessageId(entry.Secrets.IsUsed), information) is { } said)
                {
                    entry.Caller.Send(said);
                }

                break;
            case Output.Establish(var made):
                entry.Caller.Establish(made, isFact => Settle(key, entry, made, isFact));
                break;
            case Output.Use:
                entry.Caller.Use();
                break;
            case Output.Abandon:
                entry.Caller.Abandon();
                break;
            default:
                break;
        }
    }

    private void Settle(
        (IkeSaId Ike, MessageId Id) key, Entry entry, QuickSa made, bool isFact)
    {
        if (_open.GetValueOrDefault(key) == entry)
        {
            Step(key, entry, isFact ? new Input.Committed() : new Input.NotCommitted());
        }

        // Whoever goes on with the keys has copies.
        entry.Secrets.Forget(made.Child.Keys);
    }

    private void Forget((IkeSaId Ike, MessageId Id) key, Entry entry)
    {
        if (_open.GetValueOrDefault(key) == entry)
        {
            _open.Remove(key);
        }
    }

    private void Plan((IkeSaId Ike, MessageId Id) key, Entry entry)
    {
        if (QuickResponder.Deadline(Config, entry.State) is not { } due || entry.Planned == due)
        {
            return;
        }

        entry.Planned = due;
        box.Later(due > box.Now ? due - box.Now : TimeSpan.Zero, () =>
        {
            if (_open.GetValueOrDefault(key) == entry && entry.Planned == due)
            {
                entry.Planned = null;
                Step(key, entry, new Input.Tick());
            }
        });
    }
}
