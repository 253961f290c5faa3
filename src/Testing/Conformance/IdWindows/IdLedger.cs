using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.IdWindows.IdTold,
    Holdfast.Testing.Conformance.IdWindows.IdSaid>;

namespace Holdfast.Testing.Conformance.IdWindows;

/// <summary>What is known of both directions after some lines of a case.</summary>
internal sealed class IdLedger(IdSettings settings)
{
    private readonly HashSet<uint> _answered = [];
    private readonly List<uint> _open = [];
    private int _wanted;

    /// <summary>Our requests without a response, in their order.</summary>
    public IReadOnlyList<uint> Open => _open;

    /// <summary>The lowest ID of the peer that is not answered; 2^32 behind the last one.
    /// </summary>
    public ulong Lowest { get; private set; } = settings.FirstTheirs;

    /// <summary>The ID behind the highest that we have used.</summary>
    public ulong Next { get; private set; } = settings.FirstOurs;

    /// <summary>How many requests the peer takes.</summary>
    public uint PeerWindow { get; private set; } = 1;

    /// <summary>How many requests were wanted and never sent.</summary>
    public int Waiting => _wanted - Sent;

    /// <summary>Whether a request was given up, and with it the IKE SA.</summary>
    public bool IsOver { get; private set; }

    private int Sent => Sends.Count;

    /// <summary>When each of our requests was sent first, and when last.</summary>
    public Dictionary<uint, (TimeSpan First, TimeSpan Last)> Sends { get; } = [];

    /// <summary>After these lines.</summary>
    public static IdLedger After(IdSettings settings, IEnumerable<LogLine> lines)
    {
        var ledger = new IdLedger(settings);
        foreach (var line in lines)
        {
            ledger.Add(line);
        }

        return ledger;
    }

    /// <summary>Whether the request was answered.</summary>
    public bool IsAnswered(uint id) => _answered.Contains(id);

    /// <summary>What happened next.</summary>
    public void Add(LogLine line)
    {
        switch (line.Told)
        {
            case IdTold.Response(var id):
                _open.Remove(id);
                break;
            case IdTold.WindowSet(var size):
                PeerWindow = size;
                break;
            case IdTold.Wanted:
                _wanted++;
                break;
            case IdTold.Request or IdTold.Tick:
                break;
        }

        foreach (var said in line.Said)
        {
            switch (said)
            {
                case IdSaid.Send(var id, _):
                    Opened(id, line.At);
                    break;
                case IdSaid.Respond(var id, _):
                    Answered(id);
                    break;
                case IdSaid.Failed:
                    IsOver = true;
                    break;
                case IdSaid.Take or IdSaid.Finish:
                    break;
            }
        }
    }

    private void Opened(uint id, TimeSpan at)
    {
        Sends[id] = (Sends.TryGetValue(id, out var sent) ? sent.First : at, at);
        Next = Math.Max(Next, id + 1ul);
        if (!_open.Contains(id))
        {
            _open.Add(id);
            _open.Sort((one, other) => Place(one).CompareTo(Place(other)));
        }
    }

    private void Answered(uint id)
    {
        _answered.Add(id);
        while (Lowest <= uint.MaxValue && _answered.Contains((uint)Lowest))
        {
            Lowest++;
        }
    }

    /// <summary>How many IDs lie between our first one and this one.</summary>
    private uint Place(uint id) => unchecked(id - settings.FirstOurs);
}
