using Holdfast.Protocol.AntiReplay;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Loading;

/// <summary>What became of the questions of one tunnel. It allocates nothing for one.</summary>
internal sealed class AnswerLog
{
    // Which answers were there: as far back as one may still come.
    private const int SeenMost = 16_384;
    private readonly ReplayWindow _seen = new(SeenMost, extended: true);
    private Instant? _since;

    // The questions between which the longest silence lies.
    private ulong _after;
    private ulong _before;

    /// <summary>Questions.</summary>
    public ulong Asked { get; private set; }

    /// <summary>Those that were answered.</summary>
    public ulong Answered { get; private set; }

    /// <summary>Those that were not.</summary>
    public ulong Lost => Asked - Answered;

    /// <summary>Answers to what was answered already.</summary>
    public ulong Twice { get; private set; }

    /// <summary>Answers that came behind one to a later question.</summary>
    public ulong Reordered { get; private set; }

    /// <summary>Answers to what nobody has asked, or nobody can tell any more.</summary>
    public ulong Strange { get; private set; }

    /// <summary>The longest time between two answers, and from the first question to the first.
    /// </summary>
    public TimeSpan Silence { get; private set; }

    /// <summary>How many questions of that time were not answered.</summary>
    public ulong LostInSilence { get; private set; }

    /// <summary>When the last answer came; null: none has.</summary>
    public Instant? Heard { get; private set; }

    /// <summary>Whether the last question was answered.</summary>
    public bool IsAnswered => Asked > 0 && _seen.Right == Asked;

    /// <summary>A question is asked; its number.</summary>
    public ulong Ask(Instant now)
    {
        _since ??= now;
        return ++Asked;
    }

    /// <summary>An answer has come; false: it answers nothing that was open.</summary>
    public bool Answer(ulong number, Instant now)
    {
        if (number == 0 || number > Asked)
        {
            Strange++;
            return false;
        }

        var last = _seen.Right;
        switch (_seen.Accept(number))
        {
            case ReplayVerdict.Duplicate:
                Twice++;
                return false;
            case ReplayVerdict.TooOld:
                Strange++;
                return false;
            default:
                Answered++;
                Reordered += number < last ? 1u : 0u;
                LostInSilence -= number > _after && number < _before ? 1u : 0u;
                Quiet(now, last, number);
                (_since, Heard) = (now, now);
                return true;
        }
    }

    /// <summary>There are no questions any more: who has no answer to the last was silent until
    /// now.</summary>
    public void End(Instant now)
    {
        if (Asked > 0 && !IsAnswered)
        {
            Quiet(now, _seen.Right, Asked + 1);
        }
    }

    private void Quiet(Instant now, ulong after, ulong before)
    {
        var silence = _since is { } since ? now - since : TimeSpan.Zero;
        if (silence > Silence)
        {
            (Silence, _after, _before) = (silence, after, before);
            LostInSilence = before > after ? before - after - 1 : 0;
        }
    }
}
