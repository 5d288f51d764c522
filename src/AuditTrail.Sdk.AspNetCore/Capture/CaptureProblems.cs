namespace AuditTrail.AspNetCore;

/// <summary>What of the application's own code failed while the event was made: where, and the exception's type; never its message.</summary>
internal struct CaptureProblems
{
    public string? Text { get; private set; }

    public void Add(string where, Exception exception) => Add($"{where}: {ErrorCodes.Of(exception)}");

    public void Add(CaptureProblems others)
    {
        if (others.Text is { } text)
        {
            Add(text);
        }
    }

    private void Add(string problem)
    {
        Text = Text is null ? problem : BoundedText.Cut($"{Text}; {problem}", 256);
    }
}
