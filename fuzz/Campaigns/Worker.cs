using System.Diagnostics;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// The loop: make an input, run it, and keep it if it went where none was before. The input lies on
/// the board before it runs, so that whoever watches has it whatever happens.
/// </summary>
internal sealed class Worker
{
    private const int BatchLength = 256;

    private readonly IFuzzTarget _target;
    private readonly Folder _folder;
    private readonly Board _board;
    private readonly EdgeMap _map;
    private readonly Mutator _mutator;
    private readonly List<Seed> _corpus = [];

    /// <summary>A worker.</summary>
    /// <param name="target">What to run.</param>
    /// <param name="folder">Where to begin, and where to keep what is found.</param>
    /// <param name="board">Who watches.</param>
    /// <param name="map">The edges.</param>
    /// <param name="seed">What chance is drawn from.</param>
    public Worker(IFuzzTarget target, Folder folder, Board board, EdgeMap map, ulong seed)
    {
        (_target, _folder, _board, _map) = (target, folder, board, map);
        _mutator = new(target, new(seed));
    }

    /// <summary>Runs.</summary>
    /// <param name="seeds">Further inputs to begin with.</param>
    /// <param name="bounds">When it ends.</param>
    public void Run(IEnumerable<byte[]> seeds, Bounds bounds)
    {
        _board.Now = default;
        Load(seeds);
        var began = Stopwatch.GetTimestamp();
        _board.Now.Began = began;
        var first = _board.Now.Executions;
        var used = Environment.CpuUsage.TotalTime;
        var end = began + (long)(bounds.Time.TotalSeconds * Stopwatch.Frequency);
        while (_board.Now.Executions - first < bounds.Executions
            && Stopwatch.GetTimestamp() < end
            && !(bounds.UntilFinding && _board.Now.Findings > 0))
        {
            _mutator.Begin(_corpus);
            _map.Clear();
            var left = bounds.Executions - (_board.Now.Executions - first);
            for (var i = 0; i < Math.Min(left, BatchLength); i++)
            {
                Play(_mutator.Make(_board.Input[.._target.LengthMax]));
            }

            _board.Now.Cpu = (Environment.CpuUsage.TotalTime - used).Ticks;
        }
    }

    // The first one runs twice: what is set up once is no edge of an input.
    private void Load(IEnumerable<byte[]> seeds)
    {
        var ended = _folder.Ended;
        foreach (var octets in Folder.Inputs(_folder.CorpusPath).Concat(seeds))
        {
            // The watcher names what was on the board: no more of it than fits.
            var input = octets.AsSpan(0, Math.Min(octets.Length, _target.LengthMax));
            if (ended.Contains(Folder.NameOf(input)))
            {
                continue;
            }

            input.CopyTo(_board.Input);
            if (_corpus.Count == 0)
            {
                TryRun(input.Length);
                _map.Clear();
            }

            Play(input.Length);
        }

        if (_corpus.Count == 0)
        {
            _corpus.Add(new([], _target));
        }
    }

    private void Play(int length)
    {
        var isGood = TryRun(length);
        _board.Now.Executions++;
        if (_map.TakeIn() && isGood)
        {
            Keep(_board.Input[..length].ToArray());
        }
    }

    private bool TryRun(int length)
    {
        _board.Now.Length = length;
        _map.Begin();
        try
        {
            _target.Run(_board.Input[..length]);
            return true;
        }
        catch (Exception thrown)
        {
            Report(thrown, _board.Input[..length]);
            return false;
        }
    }

    private void Keep(byte[] input)
    {
        try
        {
            _target.Examine(input);
        }
        catch (Exception thrown)
        {
            Report(thrown, input);
        }

        _map.Clear();
        _corpus.Add(new(input, _target));
        _folder.Keep(input);
        _board.Now.Edges = _map.Edges;
        _board.Now.Corpus = _corpus.Count;
    }

    private void Report(Exception thrown, ReadOnlySpan<byte> input)
    {
        if (_folder.Report(Triage.NameOf(thrown), input, Triage.Say(thrown)))
        {
            _board.Now.Findings++;
        }
    }
}
