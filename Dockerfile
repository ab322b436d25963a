# The linter alone: docker build -t ftplint . && docker run --rm -v "$PWD:/work:ro" ftplint config/
FROM python:3.12-slim
COPY pyproject.toml README.md LICENSE /source/
COPY ftplint /source/ftplint
COPY rules /source/rules
COPY schemas /source/schemas
RUN pip install --no-cache-dir /source && rm -r /source && useradd --no-create-home ftplint
USER ftplint
WORKDIR /work
ENTRYPOINT ["ftplint"]
CMD ["--help"]
