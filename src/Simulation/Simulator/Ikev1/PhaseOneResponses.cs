using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Input = Holdfast.StateMachines.Ikev1.PhaseOneResponder.Input;
using Output = Holdfast.StateMachines.Ikev1.PhaseOneResponder.Output;
using State = Holdfast.StateMachines.Ikev1.PhaseOneResponder.State;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// ISAKMP SAs that are being made for who came to a box: each in one
/// <see cref="PhaseOneResponder"/>, in the memory of that box alone. They are bounded: IKEv1 has no
/// cookie that would have to come back first.
/// </summary>
/// <param name="keys">Where the secrets are.</param>
/// <param name="box">The box.</param>
/// <param name="isCluster">Whether the last word leaves with the fact that makes the SA, which
/// repeats it; else it is repeated here, while the SA could be half open.</param>
internal sealed class PhaseOneResponses(
    IsakmpHandshakeKeys keys, IHandshakeBox box, bool isCluster) : IDisposable
{
    /// <summary>More there never are.</summary>
    public const int Max = 1_024;

    private const int NonceLength = 32;
    private const int StepsMax = 32;

    private static readonly PhaseOneResponder.Config Config = PhaseOneResponder.Config.TryCreate(
        new()
        {
            Suites = [IsakmpSecrets.Suite],
            Retries = IsakmpSecrets.Retries,
            Traits = PhaseOneTraits.DeadPeerDetection,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<IkeSpi, Entry> _open = [];
    private readonly Queue<(IkeSpi Cookie, Entry Entry, Instant Until)> _ages = new();

    private sealed class Entry
    {
        public required IsakmpWork Work { get; init; }

        public State State { get; set; } = new State.Idle();

        public required PhaseOneCaller Caller { get; set; }
    }

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Whether one that somebody began is known here.</summary>
    public bool Has(IkeSpi cookie) => _open.ContainsKey(cookie);

    /// <summary>A message of main mode.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi cookie, PhaseOneCaller caller)
    {
        Forget();
        var isNew = !_open.TryGetValue(cookie, out var entry);
        if (isNew && _open.Count >= Max)
        {
            return;
        }

        entry ??= new()
        {
            Work = new(keys, (_, _) => box.SharedWith(cookie)),
            Caller = caller,
        };
        var whole = new Octets(octets);
        if (entry.Work.Read(
            entry.State, octets, caller.Flow,
            (mode, message, initiator) => Offered(mode, message, initiator, whole))
            is not { } input)
        {
            return;
        }

        entry.Caller = caller;
        if (isNew)
        {
            _open.Add(cookie, entry);
        }

        Step(cookie, entry, input);
        if (isNew && _open.ContainsKey(cookie)
            && PhaseOneResponder.Deadline(Config, entry.State) is { } until)
        {
            _ages.Enqueue((cookie, entry, until));
        }
    }

    /// <summary>Nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        _ages.Clear();
        keys.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private Input.Offered Offered(
        PhaseOneMode mode, PhaseOneMessage message, IkeSpi initiator, Octets octets)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        box.Fill(nonce);
        return new(mode, message, initiator, octets, box.DrawIkeSpi(), new(nonce));
    }

    private void Step(IkeSpi cookie, Entry entry, Input first)
    {
        var inputs = new Queue<Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("phase 1 goes on without an end");
            }

            var before = entry.State;
            var next = PhaseOneResponder.Step(Config, before, box.Now, input);
            entry.State = next.State;
            Tell(cookie, before, next, input);
            foreach (var output in next.Outputs)
            {
                if (entry.Work.Do(output, entry.Caller.Flow) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(cookie, entry, input, output);
                }
            }
        }

        if (entry.State is State.Idle or State.Gone || (isCluster && entry.State is State.Up))
        {
            _open.Remove(cookie);
        }
    }

    private void Tell(IkeSpi cookie, State before, Next<State, Output> next, Input input)
    {
        var what = next.State switch
        {
            State.Gone when before is not State.Gone && input is not Input.NotCommitted =>
                "forgets the IKE SA of",
            State.Idle when next.Outputs.Count > 0 => "refuses",
            _ when input is Input.Repeated && next.Outputs.Count > 0 => "answers again",
            _ => null,
        };
        if (what is not null)
        {
            box.Tell(cookie, what, next.Reason);
        }
    }

    private void Carry(IkeSpi cookie, Entry entry, Input input, Output output)
    {
        switch (output)
        {
            case Output.Reply(var cookies, var notify):
                entry.Caller.Reply(IsakmpWork.InClear(
                    cookies, box.DrawMessageId(_ => false), notify));
                break;
            case Output.Send when isCluster && input is Input.Committed:
                break;
            case Output.Send(var octets):
                entry.Caller.Reply(octets);
                break;
            case Output.Inform(var isakmp, var information):
                if (entry.Work.Say(
                    isakmp, box.DrawMessageId(id => keys.IsUsed(isakmp.Keys.Value, id)),
                    information) is { } said)
                {
                    entry.Caller.Reply(said);
                }

                break;
            case Output.Establish(var made):
                entry.Caller.Establish(made, keys, isFact => Settle(cookie, entry, made, isFact));
                break;
            default:
                break;
        }
    }

    private void Settle(IkeSpi cookie, Entry entry, PhaseOneSa made, bool isFact)
    {
        if (_open.GetValueOrDefault(cookie) == entry)
        {
            Step(cookie, entry, isFact ? new Input.Committed() : new Input.NotCommitted());
        }

        // Whoever goes on with the keys has copies.
        keys.Forget(made.Keys.Value);
    }

    /// <summary>Those whose time is over are given up, once anything else comes.</summary>
    private void Forget()
    {
        while (_ages.TryPeek(out var oldest) && oldest.Until <= box.Now)
        {
            _ages.Dequeue();
            if (_open.GetValueOrDefault(oldest.Cookie) != oldest.Entry)
            {
                continue;
            }

            if (oldest.Entry.State is State.Up)
            {
                _open.Remove(oldest.Cookie);
            }
            else
            {
                Step(oldest.Cookie, oldest.Entry, new Input.Tick());
            }
        }
    }
}
