using System.Globalization;
using Holdfast.Gateway.Loading;

namespace Holdfast.Cli.Loading;

/// <summary>How far a load is, on standard error: a line where a stage begins, and for whoever
/// looks one that changes each second.</summary>
/// <param name="terminal">Where.</param>
/// <param name="peers">How many peers there are.</param>
internal sealed class LoadLines(Terminal terminal, int peers)
{
    private LoadStage? _stage;
    private int _width;

    /// <summary>Says how far it is.</summary>
    public void Tell(LoadProgress now)
    {
        if (now.Stage != _stage)
        {
            _stage = now.Stage;
            Clear();
            terminal.Error.WriteLine(Stage(now));
        }
        else if (terminal.IsErrorForPeople)
        {
            var line = Line(now);
            terminal.Error.Write($"\r{line.PadRight(_width)}");
            _width = line.Length;
        }

        terminal.Error.Flush();
    }

    private void Clear()
    {
        if (_width > 0)
        {
            terminal.Error.Write($"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }

    private string Stage(LoadProgress now) => now.Stage switch
    {
        LoadStage.Standing => $"{peers} peers build their tunnels",
        LoadStage.Asking => string.Create(
            CultureInfo.InvariantCulture,
            $"{now.Stands} of {peers} tunnels stand after {now.At.TotalSeconds:0.0} s"),
        LoadStage.Waiting => $"{now.Asked} questions are asked, {now.Answered} answered",
        LoadStage.Ending => $"{now.Answered} of {now.Asked} are answered; IKE SAs are ended",
    };

    private string Line(LoadProgress now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{now.At.TotalSeconds:0} s: {now.Stands} of {peers} tunnels, {now.Asked} asked, "
            + $"{now.Asked - now.Answered} open, "
            + $"longest silence {now.Silence.TotalMilliseconds:0} ms");
}
